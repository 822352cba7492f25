import type { Span } from '../source/span.ts';
import { entryOf, listNode, mapNode, scalarNode } from '../tree/make-node.ts';
import { findEntry, type MapNode, type Node } from '../tree/node.ts';

/** The executor that stands for an argument of type executor. */
export const sampleExecutor = 'sample';

/** Arguments for the parameters of an element that have no default, so that it can be compiled; empty when all have one. */
export function sampleArguments(element: Node, span: Span): MapNode {
  const parameters = mapAt(element, 'parameters');
  const entries = (parameters?.entries ?? []).flatMap(({ key, value }) => {
    const declaration = value.kind === 'map' ? value : undefined;
    const written = declaration && findEntry(declaration, 'default')?.value;
    const hasDefault = written !== undefined && !(written.kind === 'scalar' && written.value === null); // PAR-03
    return declaration === undefined || hasDefault ? [] : [entryOf(key, sample(declaration, span), span)];
  });
  return mapNode(entries, span);
}

function sample(declaration: MapNode, span: Span): Node {
  const type = findEntry(declaration, 'type')?.value;
  switch (type?.kind === 'scalar' ? type.value : undefined) {
    case 'boolean':
      return scalarNode(true, span);
    case 'integer':
      return scalarNode(1, span);
    case 'enum': {
      const members = findEntry(declaration, 'enum')?.value;
      return (members?.kind === 'list' ? members.items[0] : undefined) ?? scalarNode('sample', span);
    }
    case 'executor':
      return scalarNode(sampleExecutor, span);
    case 'steps':
      return listNode([], span);
    default:
      return scalarNode('SAMPLE', span);
  }
}

/** The map under a key of a map. */
export function mapAt(node: Node | undefined, key: string): MapNode | undefined {
  const value = node?.kind === 'map' ? findEntry(node, key)?.value : undefined;
  return value?.kind === 'map' ? value : undefined;
}
