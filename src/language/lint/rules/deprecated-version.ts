import { findEntry } from '../../tree/node.ts';
import type { Rule } from '../rule.ts';

/** DOC-12. */
export const deprecatedVersion: Rule = {
  code: 'deprecated/version',
  explanation:
    'CircleCI accepts version 2.1 only since 2026-09-21. From 2.1 on `<<` opens a tag, so a here-document is written ' +
    '`\\<<EOF`.',
  config({ config, tree }, report) {
    const version = findEntry(tree, 'version')?.value;
    if (config.isTemplated || version === undefined) return;
    report(
      'deprecated/version',
      version.span,
      'CircleCI no longer accepts this version; since 2026-09-21 it takes 2.1 only.',
      { hint: 'Write: version: 2.1, and \\<< where << stands in a script.' },
    );
  },
};
