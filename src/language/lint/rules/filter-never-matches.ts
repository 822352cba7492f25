import type { Report } from '../../source/diagnostic.ts';
import { findEntry, type MapNode, type Node } from '../../tree/node.ts';
import { oneOrMany, plainText } from '../plain-text.ts';
import type { Rule } from '../rule.ts';

/** WFL-46: without slashes on both sides a filter is a name, not a pattern. */
export const filterNeverMatches: Rule = {
  code: 'filter/never-matches',
  words: ['filters'],
  explanation:
    'A branch or tag filter is a pattern only between slashes. `release/.*` without them is a name, and as no branch ' +
    'can have a `*` in it, the filter fits none.',
  entry({ settings }, report) {
    const filters = settings && findEntry(settings, 'filters')?.value;
    if (filters?.kind === 'map') checkFilters(filters, report);
  },
  workflow({ body }, report) {
    for (const trigger of oneOrMany(findEntry(body, 'triggers')?.value)) {
      const schedule = trigger.kind === 'map' ? findEntry(trigger, 'schedule')?.value : undefined;
      const filters = schedule?.kind === 'map' ? findEntry(schedule, 'filters')?.value : undefined;
      if (filters?.kind === 'map') checkFilters(filters, report);
    }
  },
};

function checkFilters(filters: MapNode, report: Report): void {
  for (const [key, what] of [
    ['branches', 'branch'],
    ['tags', 'tag'],
  ] as const) {
    const refs = findEntry(filters, key)?.value;
    if (refs?.kind !== 'map') continue;
    for (const list of ['only', 'ignore'])
      for (const item of oneOrMany(findEntry(refs, list)?.value)) checkRef(item, what, report);
  }
}

function checkRef(node: Node, what: string, report: Report): void {
  const text = plainText(node);
  if (text === undefined || text === '' || /^\/.*\/$/s.test(text)) return;
  const odd = oddPart(text);
  if (odd === undefined) return;
  report('filter/never-matches', node.span, `No ${what} is called "${text}": a name can't ${odd}.`, {
    hint: `A pattern stands between slashes: ${asPattern(text)}`,
  });
}

/** What git allows in no ref (git-check-ref-format). */
function oddPart(text: string): string | undefined {
  const character = /[*?[^~:\\ ]/.exec(text)?.[0];
  if (character !== undefined) return `have "${character}" in it`;
  if (text.startsWith('/')) return 'begin with a slash';
  return text.endsWith('/') ? 'end with a slash' : undefined;
}

function asPattern(text: string): string {
  const inner = text.replace(/^\//, '').replace(/\/$/, '/.*');
  return `/${inner.replaceAll(/(?<![.\])])\*/g, '.*')}/`;
}
