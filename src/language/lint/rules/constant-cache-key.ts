import { findEntry } from '../../tree/node.ts';
import type { Rule } from '../rule.ts';

/** RUN-02: caches can't be written twice. */
export const constantCacheKey: Rule = {
  code: 'cache/constant-key',
  severity: 'hint',
  words: ['save_cache'],
  explanation:
    'A cache is never written again under a key that exists. One without a template part is saved once and stays as it ' +
    'was then. A key with a version number in it (`tool-1.2.3`), or one made of a parameter, is taken to be meant.',
  compiled({ steps, source }, report) {
    for (const { step, args } of steps('save_cache')) {
      if (step.kind !== 'save_cache' || args === undefined || step.key === '') continue;
      const key = findEntry(args, 'key')?.value;
      if (key === undefined || step.key.includes('{{') || /\d+\.\d|[0-9a-f]{7}/.test(step.key)) continue;
      if (source.text.slice(key.span.start, key.span.end).includes('<<')) continue;
      report(
        'cache/constant-key',
        key.span,
        `The key "${step.key}" never changes, so this cache is saved once and then never again.`,
        { hint: `Add what it depends on: ${step.key}-{{ checksum "package-lock.json" }}` },
      );
    }
  },
};
