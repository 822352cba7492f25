import { findEntry } from '../../tree/node.ts';
import type { Rule } from '../rule.ts';

/** EXE-12. */
export const deprecatedMachineTrue: Rule = {
  code: 'deprecated/machine-true',
  words: ['machine'],
  explanation:
    'On CircleCI’s cloud a machine needs an image; without one (`machine: true`) it is deprecated. With a ' +
    'self-hosted `resource_class: namespace/name` it is right, for there the image means nothing.',
  compiled({ jobs }, report) {
    for (const { job, node } of jobs) {
      const { executor, resourceClass } = job;
      if (executor?.kind !== 'machine' || executor.image !== undefined) continue;
      if (resourceClass?.includes('/') === true) continue;
      const machine = findEntry(node, 'machine');
      if (machine === undefined) continue;
      report(
        'deprecated/machine-true',
        machine.keySpan,
        'This machine has no image, which is deprecated on the cloud.',
        { hint: 'Write, for example: machine: {image: ubuntu-2404:current}' },
      );
    }
  },
};
