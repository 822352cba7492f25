import type { Node } from '../tree/node.ts';

/**
 * How often each of these words stands in a tree, as a key or as a whole value, and whether there are words with a tag
 * in them (`<< parameters.os >>-box`), which may come to any. Good for finding out that a name is never mentioned but
 * where it is declared; a mention that means something else is taken for a use.
 */
export interface Mentions {
  readonly counts: ReadonlyMap<string, number>;
  readonly hasBuiltWords: boolean;
}

export function mentions(tree: Node, words: ReadonlySet<string>): Mentions {
  const counts = new Map<string, number>();
  let hasBuiltWords = false;
  const add = (word: string): void => {
    if (word.length > longest) return;
    if (words.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    else if (!hasBuiltWords && word.includes('<<')) hasBuiltWords = builtWord.test(word);
  };
  const seen = new Set<Node>();
  const waiting: Node[] = [tree];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === 'scalar') {
      if (typeof node.value === 'string') add(node.value);
      continue;
    }
    if (seen.has(node)) continue; // shared by aliases
    seen.add(node);
    if (node.kind === 'list') for (const item of node.items) waiting.push(item);
    else
      for (const { key, value } of node.entries) {
        add(key);
        waiting.push(value);
      }
  }
  return { counts, hasBuiltWords };
}

/** Names are shorter than this, and scripts are mostly longer. */
const longest = 200;
const builtWord = /^[\w/-]*<<[^>]*>>[\w/-]+$|^[\w/-]+<<[^>]*>>[\w/-]*$/;
