import { findEntry } from '../../tree/node.ts';
import type { JobFacts } from '../facts.ts';
import type { Rule } from '../rule.ts';

/** What divides the work among executions, or a script in which that may happen unseen. */
const divides =
  /CIRCLE_NODE_|circleci(?:-agent)?\s+(?:tests|run)|knapsack|--shard|parallel|\.sh\b|\bmake\b|\b(?:npm|yarn|pnpm|rake|just|task)\s|\b(?:bin|scripts?|ci)\//i;
const runsTests =
  /\b(?:go test|cargo test|mvn\b.*\b(?:test|verify)|gradlew?\b.*\btest|dotnet test)\b|\b(?:pytest|rspec|jest|vitest|mocha|phpunit|ctest)\b/;

/** JOB-03. */
export const parallelismUnused: Rule = {
  code: 'job/parallelism-unused',
  words: ['parallelism'],
  explanation:
    '`parallelism: 4` runs the same steps four times. Which part of the tests each of them runs, the steps decide, with ' +
    '`circleci tests` or `CIRCLE_NODE_INDEX`; where they do not, each runs all tests. Jobs that call scripts are not ' +
    'looked at: it may happen there.',
  compiled({ jobs }, report) {
    for (const facts of jobs) {
      const { job, node } = facts;
      const entry = findEntry(node, 'parallelism');
      if (entry === undefined || job.parallelism < 2) continue;
      const commands = facts.steps.flatMap(({ step }) => (step.kind === 'run' ? [step.command] : []));
      if (commands.some((c) => divides.test(c)) || isTold(facts)) continue;
      if (!commands.some((c) => runsTests.test(c))) continue;
      report(
        'job/parallelism-unused',
        entry.value.span,
        `Each of the ${job.parallelism} executions of "${job.name}" runs all its tests: no step divides them.`,
        { hint: 'Let each run its share: circleci tests glob "…" | circleci tests run --command="…"' },
      );
    }
  },
};

function isTold({ job }: JobFacts): boolean {
  return job.environment.some(({ value }) => divides.test(value));
}
