import type { Rule } from '../rule.ts';

export const resultsBeforeTests: Rule = {
  code: 'step/results-before-tests',
  words: ['store_test_results'],
  explanation:
    'Steps run in their order, and `store_test_results` stores what is there at its turn. Before the first `run` ' +
    'there is nothing, unless a workspace or a cache brought it.',
  compiled({ jobs, steps: stepsOf }, report) {
    if (stepsOf('store_test_results').length === 0) return;
    for (const { steps } of jobs) {
      const at = steps.findIndex((s) => s.key === 'store_test_results');
      const step = steps[at];
      if (step === undefined || !steps.slice(at).some((s) => s.key === 'run')) continue;
      const brings = new Set(['run', 'deploy', 'attach_workspace', 'restore_cache', 'with_tool_cache']);
      if (steps.slice(0, at).some((s) => brings.has(s.key))) continue;
      report(
        'step/results-before-tests',
        step.keySpan,
        'Nothing has run before this step, so there are no test results to store.',
        { hint: 'Move it behind the step that runs the tests.' },
      );
    }
  },
};
