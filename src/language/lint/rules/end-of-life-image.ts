import { endedLine } from '../image-ends.ts';
import { plainText } from '../plain-text.ts';
import type { Rule } from '../rule.ts';
import { imagesOf } from './deprecated-image.ts';

export const endOfLifeImage: Rule = {
  code: 'image/end-of-life',
  severity: 'hint',
  words: ['image'],
  explanation:
    'The language or database in this image gets no more security fixes from its own project. To test against it may ' +
    'be just what is wanted, so this is a hint; a version that comes from a parameter or matrix is not looked at. The ' +
    'list is of 2026-11-25.',
  place(body, _, report) {
    for (const node of imagesOf(body)) {
      const ended = endedLine(plainText(node) ?? '');
      if (ended === undefined) continue;
      const since = ended.since === undefined ? 'for years' : `since ${ended.since}`;
      report('image/end-of-life', node.span, `${ended.what} has had no fixes ${since}.`);
    }
  },
};
