import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { Output } from './output.ts';
import { send } from './kill.ts';
import { type ShellFailure, type ShellProcess, type ShellStart, spawnShell } from './shell-process.ts';
import type { SpawnerReport, StartRequest } from './spawner-protocol.ts';

/**
 * Starts the shells of steps. To start a program Node copies its own page tables and then stands still until the copy has
 * become the program: 1 to 4 ms in which nothing else happens, longer the more memory it has. So in a run of many steps
 * a second, small process does it beside this one. A short run never pays for that process.
 */
export interface Spawner {
  /** Resolves when it runs, or could not be started; the output is handed over by then. Never rejects. */
  start(start: ShellStart, output: Output): Promise<ShellProcess>;
  end(): void;
}

/** So many steps are started from here before a helper is worth its 40 ms and 50 MB. */
const startsWithoutHelp = 8;
/** Each starts one program at a time; more than two would only stand in each other's way on the cores there are. */
const helpers = Math.min(2, availableParallelism());

const helperProgram = new URL(
  import.meta.url.endsWith('.ts') ? './spawner-main.ts' : './spawner.js',
  import.meta.url,
);

export function createSpawner(): Spawner {
  let starts = 0;
  let all: readonly Helper[] = [];
  return {
    async start(start, output) {
      starts += 1;
      if (starts === startsWithoutHelp) all = Array.from({ length: helpers }, startHelper);
      const helper = leastBusy(all);
      if (helper !== undefined) return helper.start(start, output);
      const shell = spawnShell(start, output.writeFd);
      output.handOver();
      return shell;
    },
    end() {
      for (const helper of all) helper.end();
    },
  };
}

function leastBusy(helpers: readonly Helper[]): Helper | undefined {
  const ready = helpers.filter((helper) => helper.isReady);
  return ready.toSorted((a, b) => a.starting - b.starting)[0];
}

interface Helper {
  /** It has begun and still runs. */
  readonly isReady: boolean;
  /** Shells that it was asked for and has not started yet. */
  readonly starting: number;
  start(start: ShellStart, output: Output): Promise<ShellProcess>;
  end(): void;
}

interface Pending {
  readonly started: PromiseWithResolvers<number | undefined>;
  readonly ended: PromiseWithResolvers<number | ShellFailure>;
  pid: number | undefined;
}

/** For the steps of a helper that somebody killed: what became of them nobody can tell any more. */
const lost: ShellFailure = { code: 137, reason: 'the process that had started this step was killed' };

function startHelper(): Helper {
  const child = fork(helperProgram, {
    detached: true, // a session of its own: Ctrl-C in the terminal is not for it
    cwd: '/',
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: ['--max-semi-space-size=1'],
  });
  const pending = new Map<number, Pending>();
  let isReady = false;
  let count = 0;
  let starting = 0;
  const lose = (): void => {
    isReady = false;
    for (const one of pending.values()) {
      if (one.pid !== undefined) send(-one.pid, 'SIGKILL');
      one.started.resolve(undefined);
      one.ended.resolve(lost);
    }
    pending.clear();
  };
  child.on('message', (message) => {
    const report = message as SpawnerReport;
    if (report.kind === 'ready') isReady = true;
    else hear(report, pending);
    hold(child, pending.size > 0);
  });
  child.on('error', lose).on('disconnect', lose);
  hold(child, false);
  return {
    get isReady() {
      return isReady;
    },
    get starting() {
      return starting;
    },
    async start(start, output) {
      const id = (count += 1);
      const one: Pending = {
        started: Promise.withResolvers(),
        ended: Promise.withResolvers(),
        pid: undefined,
      };
      pending.set(id, one);
      hold(child, true);
      child.send({ id, start, pipe: output.path } satisfies StartRequest, (error) => {
        if (error !== null) lose();
      });
      starting += 1;
      const pid = await one.started.promise;
      starting -= 1;
      output.handOver();
      return { pid, exit: one.ended.promise };
    },
    end: () => {
      if (child.connected) child.disconnect();
    },
  };
}

function hear(report: Exclude<SpawnerReport, { kind: 'ready' }>, pending: Map<number, Pending>): void {
  const one = pending.get(report.id);
  if (one === undefined) return;
  if (report.kind === 'started') {
    one.pid = report.pid ?? undefined;
    one.started.resolve(one.pid);
    return;
  }
  pending.delete(report.id);
  one.ended.resolve(report.exit);
}

/** Only while something is asked of it does it keep this process from ending. */
function hold(child: ChildProcess, isHeld: boolean): void {
  for (const handle of [child, child.channel])
    if (isHeld) handle?.ref();
    else handle?.unref();
}
