import type { StepAst } from '../config/ast.ts';
import { builtinSteps } from '../config/builtin-steps.ts';
import { readSteps } from '../config/read-steps.ts';
import type { Span } from '../source/span.ts';
import { describeNode } from '../tree/describe-node.ts';
import type { Node } from '../tree/node.ts';
import { bindArguments, type Callee, innerFrame } from './bind-arguments.ts';
import { resolveBuiltinStep, type CompiledStep } from './builtin-step.ts';
import { resolveCondition } from './conditions.ts';
import { type Context, type Frame, maxCallDepth, originAt } from './context.ts';
import { reportIn, spend, stepCheckIn } from './report-in.ts';
import { type Found, lookUpCommand, reportUnknownStep } from './lookup.ts';
import type { CommandAst } from '../config/ast.ts';
import { opaqueOf } from './opaque-values.ts';
import { renderKey, renderScalar, valueNode } from './render.ts';

type StepInvocation = Extract<StepAst, { kind: 'step' }>;

/** Commands put in place, conditions decided, step lists spliced: what is left are built-in steps (STP-03 to STP-07). */
export function expandSteps(
  steps: readonly StepAst[],
  frame: Frame,
  context: Context,
  into: CompiledStep[] = [],
): readonly CompiledStep[] {
  for (const step of steps) {
    if (context.budget.steps < 0) break;
    expandStep(step, frame, context, into);
  }
  return into;
}

function expandStep(step: StepAst, around: Frame, context: Context, into: CompiledStep[]): void {
  const frame = (step.aliases ?? []).reduceRight((f, alias) => throughAlias(alias, f, context), around);
  switch (step.kind) {
    case 'step':
      expandInvocation(step, frame, context, into);
      return;
    case 'splice':
      expandSplice(step.value, frame, context, into);
      return;
    default: {
      const decision = resolveCondition(step.condition, 'step', frame, context);
      if (decision?.holds !== (step.kind === 'when')) return;
      const reachedBy = originAt(step.condition.span, `"${step.kind}": ${decision.shown()}`, frame);
      expandSteps(step.steps, { ...frame, reachedBy }, context, into);
    }
  }
}

function throughAlias(span: Span, frame: Frame, context: Context): Frame {
  const name = context.files.get(span.file)?.text.slice(span.start, span.end) ?? '';
  return { ...frame, reachedBy: originAt(span, `the alias ${name}`, frame) };
}

function expandInvocation(step: StepInvocation, frame: Frame, context: Context, into: CompiledStep[]): void {
  const name = renderKey(step.key, step.keySpan, frame, context);
  if (name === undefined) return;
  const found = lookUpCommand(name, step.keySpan, frame, context);
  if (found.kind === 'reported') return;
  if (found.kind === 'found') {
    expandCommand(found, { ...step, key: name }, frame, context, into);
    return;
  }
  if (!Object.hasOwn(builtinSteps, name)) {
    reportUnknownStep(name, step.keySpan, frame, context);
    return;
  }
  if (spend('steps', 1, step.keySpan, frame, context)) {
    const compiled = resolveBuiltinStep(name, step, frame, context);
    if (compiled !== undefined) into.push(compiled);
  }
}

function expandCommand(
  { definition: command, namespace }: Found<CommandAst>,
  step: StepInvocation,
  frame: Frame,
  context: Context,
  into: CompiledStep[],
): void {
  const what = `the command "${step.key}"`;
  const { args, keySpan: span } = step;
  if (!mayCall(command, span, frame, context)) return;
  if (args !== undefined && args.kind !== 'map' && !(args.kind === 'scalar' && args.value === null)) {
    const message = `The parameters of ${what} need a map, found ${describeNode(args)}.`;
    reportIn(context, frame, 'config/wrong-type', args.span, message);
    return;
  }
  const callee: Callee = { what, nameSpan: command.nameSpan, parameters: command.parameters, namespace };
  const bound = bindArguments(callee, args?.kind === 'map' ? args.entries : [], { frame, span }, context);
  const origin = { span, what, calledFrom: frame.origin };
  const reachedBy = originAt(span, what, frame);
  const inner = innerFrame(callee, bound, { origin, reachedBy, active: [...frame.active, command] }, context);
  expandSteps(command.steps, inner, context, into);
}

/** A command must not call itself, through whatever others (STP-03). */
function mayCall(command: CommandAst, span: Span, frame: Frame, context: Context): boolean {
  const { active } = frame;
  if (active.includes(command)) {
    const circle = [...active.slice(active.indexOf(command)), command].map((c) => c.name);
    const message = `The command "${command.name}" calls itself: ${circle.join(' → ')}.`;
    const related = [{ span: command.nameSpan, message: 'declared here' }];
    reportIn(context, frame, 'command/recursive', span, message, { related });
    return false;
  }
  if (active.length < maxCallDepth) return true;
  const message = `Commands call each other more than ${maxCallDepth} levels deep.`;
  reportIn(context, frame, 'limit/expansion', span, message);
  return false;
}

/** STP-06: a value of type steps is put in place; any other text is the name of a step. */
function expandSplice(value: Node, frame: Frame, context: Context, into: CompiledStep[]): void {
  const rendered = renderScalar(value, frame, context);
  if (rendered.kind === 'failed') return;
  if (rendered.kind === 'plain') {
    expandLiteral(value, frame, context, into);
    return;
  }
  if (typeof rendered.value === 'object') {
    const opaque = opaqueOf(rendered.value);
    if (opaque.kind === 'steps') {
      const reachedBy = originAt(value.span, stepsPutInBy(value), frame);
      expandSteps(opaque.steps, { ...opaque.frame, reachedBy }, context, into);
      return;
    }
  }
  if (typeof rendered.value === 'string' && rendered.value !== '') {
    expandInvocation(
      { kind: 'step', key: rendered.value, keySpan: value.span, args: undefined },
      frame,
      context,
      into,
    );
    return;
  }
  if (rendered.value === undefined || rendered.value === '') return;
  const found = describeNode(valueNode(rendered.value, value.span));
  reportIn(
    context,
    frame,
    'config/wrong-type',
    value.span,
    `A list of steps is needed here, found ${found}.`,
  );
}

function stepsPutInBy(value: Node): string {
  return `the steps ${value.kind === 'scalar' ? value.text : ''}`.trimEnd();
}

function expandLiteral(value: Node, frame: Frame, context: Context, into: CompiledStep[]): void {
  const steps = readSteps(value, '"steps"', 'body', stepCheckIn(context, frame));
  expandSteps(steps, frame, context, into);
}
