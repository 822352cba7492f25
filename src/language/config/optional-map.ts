import { expectMap } from '../tree/expect.ts';
import type { MapNode, Node } from '../tree/node.ts';
import type { Check } from './shape.ts';

/**
 * The map of a section that may be left out. Empty counts as left out, for that is what is left when its contents are
 * commented out; the real compiler is as lenient with an empty job.
 */
export function optionalMap(node: Node | undefined, what: string, check: Check): MapNode | undefined {
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return undefined;
  return expectMap(node, what, check.report);
}
