import type { ParameterAst } from '../config/ast.ts';
import { checkShape } from '../config/check-shape.ts';
import { executorReference } from '../config/executor-shapes.ts';
import { parameterShape, typeName } from '../config/read-parameters.ts';
import { readSteps } from '../config/read-steps.ts';
import type { ExprValue } from '../expr/scope.ts';
import { describeNode } from '../tree/describe-node.ts';
import type { Node } from '../tree/node.ts';
import { type Context, type Frame, reporterIn, reportIn } from './context.ts';
import { executorValue, opaqueOf, stepsValue } from './opaque-values.ts';
import { renderNode, renderScalar, valueNode } from './render.ts';

/** `none`: null, or a value that is absent; as if nothing was passed (PAR-19). `value` is undefined after an error. */
export type ArgumentValue =
  | { readonly kind: 'none' }
  | { readonly kind: 'value'; readonly value: ExprValue | undefined };

const none: ArgumentValue = { kind: 'none' };
const failed: ArgumentValue = { kind: 'value', value: undefined };

/** Evaluates an argument or default where it stands and checks it against the parameter's type (PAR-11 to PAR-18). */
export function argumentValue(
  parameter: ParameterAst,
  node: Node,
  calleeWhat: string,
  frame: Frame,
  context: Context,
): ArgumentValue {
  const rendered = renderScalar(node, frame, context);
  if (rendered.kind === 'failed') return failed;
  if (rendered.kind === 'value')
    return fromValue(parameter, rendered.value, node, calleeWhat, frame, context);
  if (node.kind === 'scalar' && node.value === null) return none;
  if (parameter.type === 'steps')
    return { kind: 'value', value: literalSteps(parameter, node, calleeWhat, frame, context) };
  const inner = renderNode(node, frame, context);
  return inner === undefined ? failed : fromNode(parameter, inner, calleeWhat, frame, context);
}

function fromValue(
  parameter: ParameterAst,
  value: ExprValue | undefined,
  node: Node,
  calleeWhat: string,
  frame: Frame,
  context: Context,
): ArgumentValue {
  if (value === undefined) return isTextual(parameter) ? { kind: 'value', value: '' } : none; // TPL-12
  if (typeof value === 'object' && opaqueOf(value).kind === parameter.type) return { kind: 'value', value };
  return fromNode(parameter, valueNode(value, node.span), calleeWhat, frame, context);
}

function isTextual(parameter: ParameterAst): boolean {
  return parameter.type === 'string';
}

function fromNode(
  parameter: ParameterAst,
  node: Node,
  calleeWhat: string,
  frame: Frame,
  context: Context,
): ArgumentValue {
  const { type } = parameter;
  if (type === 'executor') {
    const label = `the executor "${parameter.name}"`;
    const isFine = checkShape(node, executorReference, label, {
      report: reporterIn(context, frame),
      isTemplated: false,
    });
    return { kind: 'value', value: isFine ? executorValue(node, frame.namespace) : undefined };
  }
  const quiet = { report: () => {}, isTemplated: false };
  if (type !== 'steps' && node.kind === 'scalar' && checkShape(node, parameterShape(parameter), '', quiet))
    return { kind: 'value', value: scalarValue(node) };
  reportType(parameter, node, calleeWhat, frame, context);
  return failed;
}

function scalarValue(node: Node & { kind: 'scalar' }): ExprValue {
  const { value, text } = node;
  if (typeof value !== 'number') return value ?? '';
  return BigInt(Number.isSafeInteger(value) || !/^-?[0-9]+$/.test(text) ? value : text);
}

function literalSteps(
  parameter: ParameterAst,
  node: Node,
  calleeWhat: string,
  frame: Frame,
  context: Context,
): ExprValue | undefined {
  if (node.kind !== 'list') {
    reportType(parameter, node, calleeWhat, frame, context);
    return undefined;
  }
  const steps = readSteps(node, `"${parameter.name}"`, 'argument', {
    report: reporterIn(context, frame),
    isTemplated: context.isTemplated,
    commands: frame.namespace.definitions.commands.names,
  });
  return stepsValue(node, steps, frame);
}

function reportType(
  parameter: ParameterAst,
  node: Node,
  calleeWhat: string,
  frame: Frame,
  context: Context,
): void {
  const { name, type, members } = parameter;
  const wanted = type === 'enum' ? `one of ${members.join(', ')}` : typeName(type);
  reportIn(
    context,
    frame,
    'parameter/wrong-type',
    node.span,
    `"${name}" of ${calleeWhat} needs ${wanted}, found ${describeNode(node)}.`,
    {
      related: [{ span: parameter.nameSpan, message: `"${name}" is declared here` }],
      ...quotesHint(parameter, node),
    },
  );
}

/** PAR-12, PAR-14: the usual mistakes are quotes too few and quotes too many. */
function quotesHint({ type }: ParameterAst, node: Node): { readonly hint?: string } {
  if (node.kind !== 'scalar' || node.value === null) return {};
  const isText = typeof node.value === 'string';
  if (!isText && (type === 'string' || type === 'enum')) return { hint: `Put it in quotes: "${node.text}".` };
  const mendsBoolean = type === 'boolean' && isText && /^(?:true|false)$/.test(node.text);
  const mendsInteger = type === 'integer' && isText && /^-?[0-9]+$/.test(node.text);
  return mendsBoolean || mendsInteger ? { hint: `Leave out the quotes: ${node.text}.` } : {};
}
