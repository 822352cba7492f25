import { didYouMean } from '../config/did-you-mean.ts';
import type { Diagnostic, Report } from '../source/diagnostic.ts';
import type { Span } from '../source/span.ts';
import type { Link, LinkedMember, MatrixSet, Member, Requirement } from './members.ts';

interface Linking {
  readonly workflow: string;
  readonly members: readonly Member[];
  /** Matrices of the workflow, also those without members (WFL-31). */
  readonly sets: readonly MatrixSet[];
  readonly report: Report;
  /** The span, if just that text is written there. */
  readonly writtenAt: (span: Span, text: string) => Span | undefined;
}

/** Finds what each `requires` means (WFL-14, WFL-15, WFL-25). */
export function linkMembers(linking: Linking): readonly LinkedMember[] {
  const byName = Map.groupBy(linking.members, (m) => nameKey(m.visible?.scope, m.visible?.name));
  return linking.members.map((member) => ({
    member,
    links: [...member.implied, ...member.requires.flatMap((r) => linksOf(r, member, byName, linking))],
  }));
}

function nameKey(scope: string | undefined, name: string | undefined): string | undefined {
  return scope === undefined || name === undefined ? undefined : `${scope}\0${name}`;
}

/** The one other job of that name, else all members of the matrix of that name. */
function linksOf(
  requirement: Requirement,
  member: Member,
  byName: ReadonlyMap<string | undefined, readonly Member[]>,
  linking: Linking,
): readonly Link[] {
  const { name, statuses, span } = requirement;
  const scope = member.requiresIn;
  const named = byName.get(nameKey(scope, name)) ?? [];
  const others = named.filter((m) => m !== member);
  const link = (target: Member): Link => ({ target, statuses, span });
  if (others.length === 1) return others.map(link);
  const sets = scope === '' ? linking.sets.filter((s) => s.alias === name && s !== member.set) : [];
  if (sets.length === 1) return linking.members.filter((m) => m.set === sets[0]).map(link);
  reportRequirement(requirement, member, { others, sets }, linking);
  return [];
}

interface Candidates {
  readonly others: readonly Member[];
  readonly sets: readonly MatrixSet[];
}

function reportRequirement(
  { name, span }: Requirement,
  member: Member,
  { others, sets }: Candidates,
  { workflow, members, report, sets: allSets, writtenAt }: Linking,
): void {
  const count = Math.max(others.length, sets.length);
  const subject = `"${member.name}" requires "${name}"`;
  if (count > 1) {
    report(
      'workflow/requires',
      span,
      `${subject}, which is the name of ${count} other jobs of the workflow "${workflow}".`,
      {
        related: others.map((m) => ({ span: m.span, message: `"${name}" stands here` })),
        hint: sets.length > 1 ? 'Give each matrix an "alias".' : 'Give each of them a "name" of its own.',
      },
    );
    return;
  }
  if (member.visible?.name === name) {
    report('workflow/requires', span, `"${name}" requires itself.`);
    return;
  }
  const hidden = members.find((m) => m.visible !== undefined && m.visible.scope !== '' && isCalled(m, name));
  const visible = members.filter((m) => m !== member && m.visible?.scope === member.requiresIn);
  const known = [...visible.flatMap((m) => m.visible?.name ?? []), ...allSets.map((s) => s.alias)];
  report(
    'workflow/requires',
    span,
    `${subject}, which is the name of no other job of the workflow "${workflow}".`,
    {
      ...(hidden === undefined || member.requiresIn !== ''
        ? (otherwiseCalled(name, visible) ?? didYouMean(name, known, undefined, writtenAt(span, name)))
        : { hint: 'That job is inside a job-group: require the group itself.' }),
    },
  );
}

/** The job is there, but the workflow gives it another name. */
function otherwiseCalled(
  job: string,
  members: readonly Member[],
): Pick<Diagnostic, 'hint' | 'related'> | undefined {
  const uses = members.filter((m) => m.job === job);
  const [first] = uses;
  if (first === undefined) return undefined;
  const alias = first.set?.alias === job ? undefined : first.set?.alias;
  const names = [
    ...(alias === undefined ? [] : [`"${alias}" (all of its matrix)`]),
    ...uses.slice(0, 3).map((m) => `"${m.visible?.name ?? m.name}"`),
  ];
  return {
    hint: `In this workflow it goes by ${names.join(', ')}${uses.length > 3 ? ', …' : ''}.`,
    related: [{ span: first.span, message: `the job "${job}" stands here under another name` }],
  };
}

function isCalled(member: Member, name: string): boolean {
  return member.visible?.name === name || member.name === name;
}

/** Jobs that wait for each other never start; told once a circle, at its first job. */
export function reportCycles(workflow: string, linked: readonly LinkedMember[], report: Report): boolean {
  const stuck = stuckMembers(linked);
  const seen = new Set<Member>();
  for (const { member } of linked) {
    if (!stuck.has(member) || seen.has(member)) continue;
    const circle = circleFrom(member, stuck);
    if (circle.some((m) => seen.has(m))) {
      seen.add(member);
      continue;
    }
    for (const m of circle) seen.add(m);
    const [first = member] = circle.toSorted((a, b) => a.span.start - b.span.start);
    const ordered = [
      ...circle.slice(circle.indexOf(first)),
      ...circle.slice(0, circle.indexOf(first)),
      first,
    ];
    const others = ordered.slice(1, -1);
    report(
      'workflow/cycle',
      first.span,
      `Jobs of the workflow "${workflow}" wait for each other and never start: ${ordered.map((m) => m.name).join(' → ')}.`,
      { related: others.map((m) => ({ span: m.span, message: `"${m.name}" stands here` })) },
    );
  }
  return stuck.size > 0;
}

/** What is left when jobs without unmet requirements are taken away again and again, with one thing each waits for. */
function stuckMembers(linked: readonly LinkedMember[]): ReadonlyMap<Member, readonly Member[]> {
  const waits = new Map(linked.map(({ member, links }) => [member, links.map((l) => l.target)]));
  let isSmaller = true;
  while (isSmaller) {
    isSmaller = false;
    for (const [member, targets] of waits)
      if (!targets.some((t) => waits.has(t))) {
        waits.delete(member);
        isSmaller = true;
      }
  }
  return waits;
}

/** Follows what each waits for until a job comes again. */
function circleFrom(start: Member, stuck: ReadonlyMap<Member, readonly Member[]>): readonly Member[] {
  const path: Member[] = [];
  for (let m: Member | undefined = start; m !== undefined; m = stuck.get(m)?.find((t) => stuck.has(t))) {
    const at = path.indexOf(m);
    if (at >= 0) return path.slice(at);
    path.push(m);
  }
  return path;
}
