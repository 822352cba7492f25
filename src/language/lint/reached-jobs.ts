import type { ResolvedWorkflow } from '../resolve/resolved.ts';

/** Names of the jobs that come after one of `from`, or before one, in whatever workflow. */
export function reachedJobs(
  workflows: readonly ResolvedWorkflow[],
  from: ReadonlySet<string>,
  side: 'after' | 'before',
): ReadonlySet<string> {
  const reached = new Set<string>();
  for (const workflow of workflows) {
    const next = edgesOf(workflow, side);
    const seen = new Set<string>();
    const waiting = workflow.jobs.flatMap(({ name }) => (from.has(name) ? [name] : []));
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop())
      for (const other of next.get(name) ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        waiting.push(other);
      }
    for (const name of seen) reached.add(name);
  }
  return reached;
}

function edgesOf({ jobs }: ResolvedWorkflow, side: 'after' | 'before'): ReadonlyMap<string, string[]> {
  const edges = new Map<string, string[]>();
  const add = (from: string, to: string): void => {
    const known = edges.get(from);
    if (known === undefined) edges.set(from, [to]);
    else known.push(to);
  };
  for (const { name, requires } of jobs)
    for (const { job } of requires)
      if (side === 'after') add(job, name);
      else add(name, job);
  return edges;
}
