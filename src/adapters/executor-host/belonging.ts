import { isInside } from '../../machine/inside.ts';
import {
  environmentOf,
  type ProcessTable,
  type RunningProcess,
  workingDirectoryOf,
} from './process-table.ts';

/** How to know the processes of a step or a job among all of this machine. */
export interface Belonging {
  /** Shells that this process started: what descends from one, or is of its session, belongs. */
  readonly shells: ReadonlySet<number>;
  /** Shells whose processes are to be spared: background steps beside the step that is killed. */
  readonly spared: ReadonlySet<number>;
  /** How to know what has left its tree: undefined where only the tree counts. */
  readonly strays: Strays | undefined;
  /** Only what started then or later, in clock ticks. */
  readonly since: number;
  /** The process that started at `since`: ticks are hundredths of a second, and of the same one a lower number is older. */
  readonly first?: number;
}

export interface Strays {
  /** Stands in the environment of the job's processes, between zero bytes: `\0NAME=value\0`. */
  readonly mark: string;
  /** The folder of the job: an orphan without a terminal that works in there belongs, though it cleared its environment. */
  readonly folder: string;
}

/** Where a climb up the parents ends: at a shell of ours, at one that is spared, at nobody, or at the user's own. */
type End = 'shell' | 'spared' | 'nobody' | 'user';

/**
 * The processes that belong. On a machine shared with the user's own programs it takes proof: descent or session, the
 * mark in the environment, or, for an orphan without one, that it works in the job's folder.
 */
export function belonging(table: ProcessTable, rule: Belonging): readonly RunningProcess[] {
  const climb = climber(table, rule);
  return table.all.filter((one) => {
    if (one.pid === process.pid || isOlder(one, rule)) return false;
    const end = climb(one);
    if (end === 'shell' || end === 'spared') return end === 'shell';
    return rule.strays !== undefined && isStray(one, end, rule.strays);
  });
}

function isOlder(one: RunningProcess, { since, first = 0 }: Belonging): boolean {
  return one.started < since || (one.started === since && one.pid < first);
}

function isStray(one: RunningProcess, end: End, { mark, folder }: Strays): boolean {
  if (environmentOf(one.pid)?.includes(mark) === true) return true;
  return end === 'nobody' && !one.hasTerminal && isInside(workingDirectoryOf(one.pid) ?? '/', folder);
}

function climber(table: ProcessTable, rule: Belonging): (one: RunningProcess) => End {
  const ends = new Map<number, End>();
  const isOf = (one: RunningProcess, shells: ReadonlySet<number>): boolean =>
    shells.has(one.pid) || shells.has(one.session) || shells.has(one.group);

  /** Of one whose parent ended so. */
  const below = (parent: RunningProcess, end: End): End => {
    if (end === 'shell' || end === 'spared' || parent.started >= rule.since) return end;
    // Older than the job: a session's manager, child of process 1, adopts orphans as that does. Any other is the user's.
    return parent.parent <= 1 ? 'nobody' : 'user';
  };

  const endAt = (one: RunningProcess, parent: RunningProcess | undefined): End | undefined => {
    if (isOf(one, rule.spared)) return 'spared';
    if (isOf(one, rule.shells)) return 'shell';
    return parent === undefined || parent.pid <= 1 || parent.pid === process.pid ? 'nobody' : undefined;
  };

  // No recursion: a program that starts itself without end makes chains of thousands.
  return (one) => {
    const way: RunningProcess[] = [];
    let top = one;
    let end = ends.get(one.pid);
    while (end === undefined) {
      const parent = table.find(top.parent);
      end = endAt(top, parent);
      if (parent === undefined || end !== undefined) break;
      ends.set(top.pid, 'user'); // while it is being found out, so that no circle holds us up
      way.push(top);
      top = parent;
      end = ends.get(top.pid);
    }
    let found = end ?? 'nobody';
    ends.set(top.pid, found);
    for (const child of way.toReversed()) {
      found = below(top, found);
      ends.set(child.pid, found);
      top = child;
    }
    return found;
  };
}
