import type { Report } from '../source/diagnostic.ts';
import type { Entry, MapNode, Node } from '../tree/node.ts';

/**
 * Puts the entries of `added` into `map`. A section that both have (`jobs:` in a root file and a folder `jobs/`) holds
 * the entries of both. Of anything else that is written twice the later one counts, as in the CircleCI CLI, and a
 * warning tells which is lost. `depth` says how many levels of sections there are.
 */
export function mergeMaps(map: MapNode, added: MapNode, depth: number, report: Report): MapNode {
  const entries = new Map(map.entries.map((e) => [e.key, e]));
  for (const entry of added.entries) {
    const other = entries.get(entry.key);
    entries.set(entry.key, other === undefined ? entry : mergeEntries(entry, other, depth, report));
  }
  return { ...map, entries: [...entries.values()] };
}

function mergeEntries(entry: Entry, other: Entry, depth: number, report: Report): Entry {
  const { value } = entry;
  if (depth > 0 && value.kind === 'map' && other.value.kind === 'map')
    return { ...other, value: mergeMaps(other.value, value, depth - 1, report) };
  if (!isSame(value, other.value))
    report('pack/twice', entry.keySpan, `"${entry.key}" is written in two files; this one counts.`, {
      severity: 'warning',
      related: [{ span: other.keySpan, message: 'this one is lost' }],
      hint: 'Remove one of them.',
    });
  return entry;
}

/** `version: 2.1` may stand in each file. */
function isSame(a: Node, b: Node): boolean {
  return a.kind === 'scalar' && b.kind === 'scalar' && a.value === b.value;
}
