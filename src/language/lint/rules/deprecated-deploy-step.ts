import type { Rule } from '../rule.ts';

export const deprecatedDeployStep: Rule = {
  code: 'deprecated/deploy-step',
  words: ['deploy'],
  explanation:
    'The step `deploy` is deprecated. It is a `run` step but for parallelism, where it runs in the first execution ' +
    'only; a job of its own, after the parallel one, does that as well.',
  compiled({ steps }, report) {
    for (const { job, keySpan } of steps('deploy'))
      report('deprecated/deploy-step', keySpan, 'The step "deploy" is deprecated.', {
        hint:
          job.parallelism > 1
            ? 'Write "run" in a job of its own that requires this one.'
            : 'Write "run" instead; the keys are the same.',
      });
  },
};
