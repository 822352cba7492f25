import { findEntry } from '../../tree/node.ts';
import { oneOrMany } from '../plain-text.ts';
import type { Rule } from '../rule.ts';

/** RUN-02. */
const mostCharacters = 900;

export const cacheKeyTooLong: Rule = {
  code: 'cache/key-too-long',
  words: ['_cache'],
  explanation: 'A cache key has at most 900 characters; with a longer one nothing is saved or restored.',
  compiled({ steps }, report) {
    for (const { args } of [...steps('save_cache'), ...steps('restore_cache')]) {
      if (args === undefined) continue;
      for (const name of ['key', 'keys'])
        for (const node of oneOrMany(findEntry(args, name)?.value)) {
          const text = node.kind === 'scalar' ? String(node.value) : '';
          if (text.length <= mostCharacters) continue;
          // What a template part comes to is not known; it is at least nothing.
          const length = text.replaceAll(/\{\{.*?\}\}/gs, '').length;
          if (length > mostCharacters)
            report(
              'cache/key-too-long',
              node.span,
              `This key has ${length} characters; CircleCI takes at most ${mostCharacters}.`,
              { hint: 'Write the long part to a file and use its checksum.' },
            );
        }
    }
  },
};
