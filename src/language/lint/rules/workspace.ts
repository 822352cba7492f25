import type { Report } from '../../source/diagnostic.ts';
import type { CompiledFacts } from '../facts.ts';
import { reachedJobs } from '../reached-jobs.ts';
import type { Rule } from '../rule.ts';

/** RUN-10: a workspace reaches the jobs that come after, in the same workflow. */
export const workspaceNeverAttached: Rule = {
  code: 'workspace/never-attached',
  severity: 'hint',
  words: ['persist_to_workspace'],
  explanation:
    'What `persist_to_workspace` stores reaches only jobs of the same workflow that require this one, directly or ' +
    'through others. If none of them attaches it, the step only costs time.',
  compiled: (facts, report) =>
    checkAll('persist_to_workspace', 'attach_workspace', 'before', facts, (span, job) =>
      report('workspace/never-attached', span, `No job that comes after "${job}" attaches the workspace.`, {
        hint: 'To look at files later, use store_artifacts.',
      }),
    ),
};

export const workspaceNothingPersisted: Rule = {
  code: 'workspace/nothing-persisted',
  words: ['attach_workspace'],
  explanation:
    '`attach_workspace` brings what the jobs before this one have stored, those that it requires, directly or through ' +
    'others. If none of them stores anything, the folder stays empty.',
  compiled: (facts, report) =>
    checkAll('attach_workspace', 'persist_to_workspace', 'after', facts, (span, job) =>
      report(
        'workspace/nothing-persisted',
        span,
        `No job that "${job}" requires stores anything in the workspace, so there is nothing to attach.`,
        { hint: 'Add the job that stores it to "requires".' },
      ),
    ),
};

type Tell = (span: Parameters<Report>[1], job: string) => void;

/** Tells of steps of one kind whose job stands on no `side` of a job with the counterpart, in whatever workflow. */
function checkAll(
  kind: string,
  counterpart: string,
  side: 'after' | 'before',
  facts: CompiledFacts,
  tell: Tell,
): void {
  const users = facts.steps(kind);
  if (users.length === 0) return;
  const having = new Set(facts.steps(counterpart).map(({ job }) => job.name));
  const reached = reachedJobs(facts.workflows, having, side);
  for (const { job, keySpan } of users) if (!reached.has(job.name)) tell(keySpan, job.name);
}
