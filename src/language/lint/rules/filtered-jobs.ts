import type { ResolvedWorkflow, ResolvedWorkflowJob } from '../../resolve/resolved.ts';
import type { CompiledFacts } from '../facts.ts';
import type { Rule } from '../rule.ts';
import { isEmpty, isNever, ownRefs, type Runnable, runnableJobs } from '../runnable-refs.ts';

/** WFL-47. */
export const tagFilterUpstream: Rule = {
  code: 'workflow/tag-filter-upstream',
  words: ['tags'],
  explanation:
    'A job without a tag filter runs for no tag, and a job all of whose requirements do not run does not run either. So ' +
    'a tag filter works only if each job before it has one, too; approvals count as well.',
  compiled: (facts, report) =>
    eachJob(facts, (job, runnable, workflow) => {
      const { filters } = job;
      if (filters?.kind !== 'refs' || isEmpty(ownRefs(filters).tags) || !isEmpty(runnable.tags)) return;
      const lacking = workflow.jobs.find(
        (other) => isEmpty(ownRefs(other.filters).tags) && job.requires.some((r) => r.job === other.name),
      );
      if (lacking === undefined) return;
      report(
        'workflow/tag-filter-upstream',
        job.origin.span,
        `"${job.name}" has a tag filter and never runs for a tag, for "${lacking.name}", which it requires, has none.`,
        {
          related: [{ span: lacking.origin.span, message: `"${lacking.name}" stands here` }],
          hint: `Add to "${lacking.name}": filters: {tags: {only: /.*/}}`,
        },
      );
    }),
};

/** WFL-39. */
export const neverRuns: Rule = {
  code: 'workflow/never-runs',
  words: ['filters'],
  explanation:
    'The filters of a job, together with those of the jobs that it requires, leave no branch and no tag: it never runs. ' +
    'Names are compared; where a pattern or an expression decides, nothing is said.',
  compiled: (facts, report) =>
    eachJob(facts, (job, runnable, workflow, known) => {
      if (!isNever(runnable)) return;
      const own = ownRefs(job.filters);
      const upstream = workflow.jobs.filter((other) => job.requires.some((r) => r.job === other.name));
      // Said once, where it begins; and where a tag filter is at work, the other rule says it better.
      if (!isNever(own) && upstream.every((other) => isNever(known.get(other) ?? own))) return;
      if (!isNever(own) && !isEmpty(own.tags)) return;
      const [first] = upstream;
      report(
        'workflow/never-runs',
        job.origin.span,
        isNever(own)
          ? `"${job.name}" never runs: its filters leave no branch and no tag.`
          : `"${job.name}" never runs: where its filters let it, what it requires does not run.`,
        isNever(own) || first === undefined
          ? {}
          : { related: [{ span: first.origin.span, message: `"${first.name}" stands here` }] },
      );
    }),
};

type Visit = (
  job: ResolvedWorkflowJob,
  runnable: Runnable,
  workflow: ResolvedWorkflow,
  known: ReadonlyMap<ResolvedWorkflowJob, Runnable>,
) => void;

/** Each job of the workflows that a push can start, members of a matrix once. */
function eachJob({ workflows }: CompiledFacts, visit: Visit): void {
  for (const workflow of workflows) {
    if (workflow.schedules.length > 0 || workflow.jobs.every((job) => job.filters === undefined)) continue;
    const known = runnableJobs(workflow);
    const seen = new Set<number>();
    for (const [job, runnable] of known) {
      if (seen.has(job.origin.span.start)) continue;
      seen.add(job.origin.span.start);
      visit(job, runnable, workflow, known);
    }
  }
}
