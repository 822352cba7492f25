import { findEntry } from '../../tree/node.ts';
import { nearest } from '../../source/nearest.ts';
import type { Rule } from '../rule.ts';

/** EXE-16, and the second generation and Arm classes of CircleCI's tables as of 2026-11. */
const sizes = ['small', 'medium', 'medium+', 'large', 'xlarge', '2xlarge', '2xlarge+'];
const armSizes = ['medium', 'large', 'xlarge', '2xlarge'].map((size) => `arm.${size}`);
const classes = [...sizes, ...armSizes].flatMap((name) => [name, `${name}.gen2`]);

export const resourceClass: Rule = {
  code: 'job/resource-class',
  words: ['resource_class'],
  explanation:
    'The compiler takes any text as `resource_class`; a job with one that does not exist then fails before its first ' +
    'step. Only jobs in Docker are looked at, whose classes are few and known.',
  compiled({ jobs }, report) {
    for (const { job, node } of jobs) {
      const name = job.resourceClass;
      const entry = findEntry(node, 'resource_class');
      if (job.executor?.kind !== 'docker' || entry === undefined || name === undefined) continue;
      if (name === '' || name.includes('/') || classes.includes(name)) continue;
      const near = nearest(name, classes);
      report(
        'job/resource-class',
        entry.value.span,
        `Docker has no resource class "${name}", so the job "${job.name}" can't start.`,
        { hint: near === undefined ? `There are: ${classes.join(', ')}.` : `Did you mean "${near}"?` },
      );
    }
  },
};
