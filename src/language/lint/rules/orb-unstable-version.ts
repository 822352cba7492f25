import { plainText } from '../plain-text.ts';
import type { Rule } from '../rule.ts';

/** ORB-02. */
export const orbUnstableVersion: Rule = {
  code: 'orb/unstable-version',
  explanation:
    '`@volatile` is the newest version at each compile, whatever it breaks, and `@dev:label` can change at any time and ' +
    'is gone after 90 days. `@5.2.0` stays, and `@5` takes only what is compatible.',
  config({ config }, report) {
    for (const { alias, value } of config.orbs) {
      const version = /@(volatile|dev:.*)$/.exec(plainText(value) ?? '')?.[1];
      if (version === undefined) continue;
      report(
        'orb/unstable-version',
        value.span,
        version === 'volatile'
          ? `The orb "${alias}" is whatever version is the newest, so it changes without a commit.`
          : `The orb "${alias}" is a development version: it can change at any time, and is gone after 90 days.`,
        { hint: 'Write the version: namespace/name@1.2.3' },
      );
    }
  },
};
