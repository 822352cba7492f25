import { findEntry } from '../../tree/node.ts';
import type { Rule } from '../rule.ts';

/** JOB-08: a relic of version 1. */
export const deprecatedBranches: Rule = {
  code: 'deprecated/branches',
  words: ['branches'],
  explanation:
    '`branches` under a job counts only in a config without workflows. With them it is ignored, and the job runs on ' +
    'every branch; `filters` of the workflow say where it runs.',
  job(job, report, { config }) {
    const branches = findEntry(job.body, 'branches');
    if (branches === undefined || config.workflows.length === 0) return;
    report(
      'deprecated/branches',
      branches.keySpan,
      `"branches" of the job "${job.name}" is ignored, for the config has workflows.`,
      { hint: `Under "workflows" write: - ${job.name}: {filters: {branches: …}}` },
    );
  },
};
