import type { Report } from '../../source/diagnostic.ts';
import { findEntry, type Node } from '../../tree/node.ts';
import { commonBeginning } from '../common-beginning.ts';
import type { CompiledFacts } from '../facts.ts';
import { oneOrMany } from '../plain-text.ts';
import type { Rule } from '../rule.ts';

/** RUN-03: a key to restore is a prefix of the key that was saved. */
export const cacheNeverSaved: Rule = {
  code: 'cache/never-saved',
  words: ['restore_cache'],
  explanation:
    'A key of `restore_cache` finds the caches whose keys begin with it. One that begins differently from all keys that ' +
    'the config saves finds none. Configs with workflows that are not there under the given parameters, and setup ' +
    'configs, are not looked at, for what they save elsewhere is not known.',
  compiled(facts, report) {
    if (!facts.isWhole || facts.config.setup !== undefined) return;
    const saved = savedKeys(facts);
    const isSaved = commonBeginning(saved);
    for (const { keySpan, args } of facts.steps('restore_cache')) {
      if (args === undefined) continue;
      if (saved.length === 0) {
        const message = 'Nothing in this config saves a cache, so there is none to restore.';
        report('cache/never-saved', keySpan, message);
        continue;
      }
      for (const name of ['key', 'keys'])
        for (const node of oneOrMany(findEntry(args, name)?.value)) check(node, saved, isSaved, report);
    }
  },
};

function savedKeys({ steps }: CompiledFacts): readonly string[] {
  const all = steps('save_cache').flatMap(({ step }) =>
    step.kind === 'save_cache' ? [beginning(step.key)] : [],
  );
  return [...new Set(all)];
}

function check(
  node: Node,
  saved: readonly string[],
  isSaved: (start: string) => boolean,
  report: Report,
): void {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return;
  const start = beginning(node.value);
  // Compared is what both certainly have in common: up to the first template part.
  if (isSaved(start)) return;
  const known = saved.slice(0, 5).map((s) => `${s}…`);
  report(
    'cache/never-saved',
    node.span,
    `No cache that this config saves begins with "${start}", so this key finds none.`,
    { hint: `Saved are: ${known.join(', ')}` },
  );
}

function beginning(key: string): string {
  const at = key.indexOf('{{');
  return at < 0 ? key : key.slice(0, at);
}
