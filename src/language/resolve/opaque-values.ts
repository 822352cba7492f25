import type { OpaqueValue } from '../expr/scope.ts';
import type { StepAst } from '../config/ast.ts';
import type { Namespace } from '../orbs/namespace.ts';
import { invariant } from '../../base/invariant.ts';
import type { Span } from '../source/span.ts';
import type { Node } from '../tree/node.ts';
import { canonicalText } from '../tree/plain-data.ts';
import type { Frame } from './context.ts';

/** An executor handed over as an argument: its name is looked up where it was written (PAR-21). */
export interface ExecutorValue {
  readonly kind: 'executor';
  /** A name, or a map with `name` and arguments, rendered. */
  readonly node: Node;
  readonly namespace: Namespace;
}

/** Steps handed over as an argument: everything in them means what it means where they were written (PAR-20). */
export interface StepsValue {
  readonly kind: 'steps';
  readonly node: Node;
  readonly steps: readonly StepAst[];
  readonly frame: Frame;
}

export function executorValue(node: Node, namespace: Namespace): OpaqueValue {
  const opaque: ExecutorValue = { kind: 'executor', node, namespace };
  const isName = node.kind === 'scalar' && typeof node.value === 'string';
  return { opaque, key: canonicalText(node), ...(isName && { text: String(node.value) }) };
}

export function stepsValue(node: Node, steps: readonly StepAst[], frame: Frame): OpaqueValue {
  const opaque: StepsValue = { kind: 'steps', node, steps, frame };
  return { opaque, key: canonicalText(node) };
}

export function opaqueOf(value: OpaqueValue): ExecutorValue | StepsValue {
  const { opaque } = value;
  invariant(
    typeof opaque === 'object' && opaque !== null && 'kind' in opaque,
    'an opaque value is one of ours',
  );
  return opaque as ExecutorValue | StepsValue;
}

/** As data, where an opaque value stands for a whole node. */
export function opaqueNode(value: OpaqueValue, span: Span): Node {
  const { node } = opaqueOf(value);
  return node.kind === 'scalar' ? { ...node, span } : node;
}
