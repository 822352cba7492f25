import { findEntry } from '../../tree/node.ts';
import type { Rule } from '../rule.ts';

/** WFL-77. */
export const scheduleInSetup: Rule = {
  code: 'schedule/in-setup',
  words: ['triggers'],
  explanation:
    'A workflow with `triggers` does not run in a setup config. A schedule trigger of the project starts the whole ' +
    'pipeline instead, and the setup job can tell by `pipeline.schedule.id`.',
  workflow({ name, body }, report, { config }) {
    const triggers = findEntry(body, 'triggers');
    if (config.setup === undefined || triggers === undefined) return;
    report(
      'schedule/in-setup',
      triggers.keySpan,
      `The schedule of "${name}" never starts it: this is a setup config.`,
      {
        related: [{ span: config.setup, message: 'made one here' }],
        hint: "Set a schedule trigger up in the project's settings.",
      },
    );
  },
};
