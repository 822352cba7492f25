import type { LinkedMember, Member } from './members.ts';

/**
 * The names that members go by in the processed config, over all workflows (WFL-10, WFL-11). A name that would stand
 * for different compiled jobs gets `-1`, `-2`, … in order of appearance; uses that compile to the same share one
 * (GT2-N1, GT2-N2), unless one requires the other (WFL-15).
 */
export function finalNames(workflows: readonly (readonly LinkedMember[])[]): ReadonlyMap<Member, string> {
  const uses = new Map<string, Map<string, Member[]>>();
  const chained = namesakes(workflows.flat());
  let unique = 0;
  for (const { member } of workflows.flat()) {
    if (member.compiled === undefined) continue;
    const mustDiffer = chained.has(member);
    const key = mustDiffer ? `${member.compiled.key}#${unique++}` : member.compiled.key;
    const jobs = uses.get(member.name) ?? new Map<string, Member[]>();
    uses.set(member.name, jobs.set(key, [...(jobs.get(key) ?? []), member]));
  }
  const names = new Map<Member, string>();
  for (const { member } of workflows.flat()) names.set(member, member.name);
  for (const [name, jobs] of uses) if (jobs.size > 1) number(name, [...jobs.values()], uses, names);
  return names;
}

/** Members that require one of their own name, and those that are required so. */
function namesakes(linked: readonly LinkedMember[]): ReadonlySet<Member> {
  const pairs = linked.flatMap(({ member, links }) =>
    links.flatMap(({ target }) => (target.name === member.name ? [member, target] : [])),
  );
  return new Set(pairs);
}

/** Numbers that make a name somebody else has are passed over. */
function number(
  name: string,
  jobs: readonly (readonly Member[])[],
  taken: ReadonlyMap<string, unknown>,
  names: Map<Member, string>,
): void {
  let n = 0;
  for (const members of jobs) {
    do n += 1;
    while (taken.has(`${name}-${n}`));
    for (const member of members) names.set(member, `${name}-${n}`);
  }
}
