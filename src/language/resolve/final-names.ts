import type { LinkedMember, Member } from './members.ts';

/**
 * The names that members go by in the processed config, over all workflows (WFL-10, WFL-11). A name that would stand
 * for different compiled jobs gets `-1`, `-2`, … in order of appearance; uses that compile to the same share one
 * (GT2-N1, GT2-N2), unless one of them is required (WFL-15).
 */
export function finalNames(workflows: readonly (readonly LinkedMember[])[]): ReadonlyMap<Member, string> {
  const uses = new Map<string, Map<string, Member[]>>();
  const names = new Map<Member, string>();
  for (const workflow of workflows) {
    const keys = keysOf(workflow);
    for (const { member } of workflow) {
      names.set(member, member.name);
      const key = keys.get(member);
      if (key === undefined) continue;
      const jobs = uses.get(member.name) ?? new Map<string, Member[]>();
      uses.set(member.name, jobs.set(key, [...(jobs.get(key) ?? []), member]));
    }
  }
  for (const [name, jobs] of uses) if (jobs.size > 1) number(name, [...jobs.values()], uses, names);
  return names;
}

/**
 * What distinguishes the jobs of one workflow that share a name: what they compile to, and, where one of several that
 * are the same is required, which of them it is.
 */
function keysOf(workflow: readonly LinkedMember[]): ReadonlyMap<Member, string> {
  const required = new Set(workflow.flatMap(({ links }) => links.map((l) => identity(l.target))));
  const counts = new Map<string, number>();
  return new Map(
    workflow.flatMap(({ member }): [Member, string][] => {
      if (member.compiled === undefined) return [];
      const { key } = member.compiled;
      const id = identity(member);
      if (!required.has(id)) return [[member, key]];
      const count = counts.get(id) ?? 0;
      counts.set(id, count + 1);
      return [[member, count === 0 ? key : `${key}#${count}`]];
    }),
  );
}

/** The same for members that have both name and job in common. */
function identity(member: Member): string {
  return `${member.name}\0${member.compiled?.key ?? ''}`;
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
