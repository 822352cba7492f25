import type { ParameterAst } from '../config/ast.ts';
import { checkShape } from '../config/check-shape.ts';
import { executorReference } from '../config/executor-shapes.ts';
import { parameterAdvice } from '../config/parameter-advice.ts';
import { parameterShape, typeName } from '../config/read-parameters.ts';
import { readSteps } from '../config/read-steps.ts';
import type { ExprValue } from '../expr/scope.ts';
import { describeNode } from '../tree/describe-node.ts';
import type { ValueAdvice } from '../tree/mend-value.ts';
import type { Node, ScalarNode } from '../tree/node.ts';
import type { Context, Frame } from './context.ts';
import { reporterIn, reportIn, stepCheckIn } from './report-in.ts';
import { executorValue, opaqueOf, stepsValue } from './opaque-values.ts';
import { renderNode, renderScalar, valueNode } from './render.ts';

/** `none`: null, or a value that is absent; as if nothing was passed (PAR-19). `value` is undefined after an error. */
export type ArgumentValue =
  | { readonly kind: 'none' }
  | { readonly kind: 'value'; readonly value: ExprValue | undefined };

const none: ArgumentValue = { kind: 'none' };
const failed: ArgumentValue = { kind: 'value', value: undefined };

/** What is passed, to what, and where. */
export interface Passing {
  readonly parameter: ParameterAst;
  /** Whose parameter it is, as messages name it. */
  readonly callee: string;
  readonly frame: Frame;
  readonly context: Context;
}

/** Evaluates an argument or default where it stands and checks it against the parameter's type (PAR-11 to PAR-18). */
export function argumentValue(node: Node, passing: Passing): ArgumentValue {
  const { parameter, frame, context } = passing;
  const rendered = renderScalar(node, frame, context);
  if (rendered.kind === 'failed') return failed;
  if (rendered.kind === 'value') return fromValue(rendered.value, node, passing);
  if (node.kind === 'scalar' && node.value === null) return none;
  if (parameter.type === 'steps') return { kind: 'value', value: literalSteps(node, passing) };
  const inner = renderNode(node, frame, context);
  return inner === undefined ? failed : fromNode(inner, passing, parameterAdvice(parameter, node));
}

function fromValue(value: ExprValue | undefined, node: Node, passing: Passing): ArgumentValue {
  const { type } = passing.parameter;
  if (value === undefined) return type === 'string' ? { kind: 'value', value: '' } : none; // TPL-12
  if (typeof value === 'object' && opaqueOf(value).kind === type) return { kind: 'value', value };
  return fromNode(valueNode(value, node.span), passing, {});
}

function fromNode(node: Node, passing: Passing, advice: ValueAdvice): ArgumentValue {
  const { parameter, frame, context } = passing;
  const { type, name } = parameter;
  if (type === 'executor') {
    const check = { report: reporterIn(context, frame), isTemplated: false };
    const isFine = checkShape(node, executorReference, `the executor "${name}"`, check);
    return { kind: 'value', value: isFine ? executorValue(node, frame.namespace) : undefined };
  }
  const quiet = { report: () => {}, isTemplated: false };
  if (type !== 'steps' && node.kind === 'scalar' && checkShape(node, parameterShape(parameter), '', quiet))
    return { kind: 'value', value: scalarValue(node) };
  if (type === 'env_var_name' && !frame.namespace.isConfig && isForShell(node))
    return { kind: 'value', value: node.value };
  reportType(node, passing, advice);
  return failed;
}

/**
 * Published orbs hand a string parameter such as `$AWS_REGION` on as a variable's name, to commands that write it into
 * the shell as it is: circleci/aws-ecs 0.0.8 does so with circleci/aws-cli 0.1.4.
 */
function isForShell(node: Node): node is ScalarNode & { readonly value: string } {
  return node.kind === 'scalar' && typeof node.value === 'string' && node.value.startsWith('$');
}

function scalarValue({ value, text }: ScalarNode): ExprValue {
  if (typeof value !== 'number') return value ?? '';
  return BigInt(Number.isSafeInteger(value) || !/^-?[0-9]+$/.test(text) ? value : text);
}

function literalSteps(node: Node, passing: Passing): ExprValue | undefined {
  const { parameter, frame, context } = passing;
  if (node.kind !== 'list') {
    reportType(node, passing, parameterAdvice(passing.parameter, node));
    return undefined;
  }
  const steps = readSteps(node, `"${parameter.name}"`, 'argument', stepCheckIn(context, frame));
  return stepsValue(node, steps, frame);
}

function reportType(node: Node, { parameter, callee, frame, context }: Passing, advice: ValueAdvice): void {
  const { name, nameSpan, type, members } = parameter;
  const wanted = type === 'enum' ? `one of ${members.join(', ')}` : typeName(type);
  const message = `"${name}" of ${callee} needs ${wanted}, found ${describeNode(node)}.`;
  const related = [{ span: nameSpan, message: `"${name}" is declared here` }];
  reportIn(context, frame, 'parameter/wrong-type', node.span, message, { related, ...advice });
}
