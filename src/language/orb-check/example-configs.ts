import { parseOrbRef } from '../orbs/orb-ref.ts';
import { entryOf, mapNode, scalarNode } from '../tree/make-node.ts';
import { findEntry, type MapNode, type Node } from '../tree/node.ts';
import { mapAt } from './sample-arguments.ts';

export interface ExampleConfig {
  readonly name: string;
  /** Its `usage`, with the orb's own source in place of the reference to it. */
  readonly config: MapNode;
}

/** The `examples` of an orb as configs (ORB-11). The orb they are about is the one whose elements they use the most. */
export function exampleConfigs(orb: MapNode): readonly ExampleConfig[] {
  const usages = (mapAt(orb, 'examples')?.entries ?? []).flatMap(({ key, value }) => {
    const usage = mapAt(value, 'usage');
    return usage === undefined ? [] : [{ name: key, usage }];
  });
  const self = ownName(
    usages.map((u) => u.usage),
    orb,
  );
  return usages.map(({ name, usage }) => ({ name, config: withOrb(usage, self, orb) }));
}

function ownName(usages: readonly MapNode[], orb: MapNode): string | undefined {
  const elements = new Set(
    ['commands', 'executors', 'jobs'].flatMap(
      (section) => mapAt(orb, section)?.entries.map((e) => e.key) ?? [],
    ),
  );
  const uses = new Map<string, number>();
  for (const usage of usages)
    for (const { key: alias, value } of mapAt(usage, 'orbs')?.entries ?? []) {
      const name = nameOf(value);
      const used = [...textsIn(usage)].filter((text) => {
        const [first, second, third] = text.split('/');
        return first === alias && second !== undefined && third === undefined && elements.has(second);
      });
      if (name !== undefined && used.length > 0) uses.set(name, (uses.get(name) ?? 0) + used.length);
    }
  return [...uses].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

/** `namespace/name` of a reference. */
function nameOf(node: Node): string | undefined {
  const result = node.kind === 'scalar' ? parseOrbRef(node.text) : undefined;
  if (result?.kind !== 'ref') return undefined;
  return result.ref.kind === 'named' ? `${result.ref.namespace}/${result.ref.name}` : result.ref.url;
}

function* textsIn(node: Node): Generator<string> {
  if (node.kind === 'scalar') yield node.text;
  if (node.kind === 'list') for (const item of node.items) yield* textsIn(item);
  if (node.kind === 'map')
    for (const { key, value } of node.entries) {
      yield key;
      yield* textsIn(value);
    }
}

function withOrb(usage: MapNode, self: string | undefined, orb: MapNode): MapNode {
  const entries = usage.entries.map((entry) => {
    if (entry.key !== 'orbs' || entry.value.kind !== 'map') return entry;
    const orbs = entry.value.entries.map((e) => (nameOf(e.value) === self ? { ...e, value: orb } : e));
    return { ...entry, value: { ...entry.value, entries: orbs } };
  });
  const hasVersion = findEntry(usage, 'version') !== undefined;
  const version = hasVersion ? [] : [entryOf('version', scalarNode(2.1, usage.span))];
  return mapNode([...version, ...entries], usage.span);
}
