import type { StepAst } from '../config/ast.ts';
import { builtinSteps } from '../config/builtin-steps.ts';
import { readSteps } from '../config/read-steps.ts';
import { describeNode } from '../tree/describe-node.ts';
import type { Node } from '../tree/node.ts';
import { bindArguments, type Callee, innerFrame } from './bind-arguments.ts';
import { resolveBuiltinStep, type CompiledStep } from './builtin-step.ts';
import { resolveCondition } from './conditions.ts';
import { type Context, type Frame, maxCallDepth, maxSteps, reportIn, stepCheckIn } from './context.ts';
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

function expandStep(step: StepAst, frame: Frame, context: Context, into: CompiledStep[]): void {
  switch (step.kind) {
    case 'step':
      expandInvocation(step, frame, context, into);
      return;
    case 'splice':
      expandSplice(step.value, frame, context, into);
      return;
    default: {
      const isTrue = resolveCondition(step.condition, 'step', frame, context);
      if (isTrue === (step.kind === 'when')) expandSteps(step.steps, frame, context, into);
    }
  }
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
  if (spendStep(step, frame, context)) {
    const compiled = resolveBuiltinStep(name, step, frame, context);
    if (compiled !== undefined) into.push(compiled);
  }
}

function spendStep(step: StepInvocation, frame: Frame, context: Context): boolean {
  context.budget.steps -= 1;
  if (context.budget.steps >= 0) return true;
  if (context.budget.steps === -1)
    reportIn(
      context,
      frame,
      'limit/expansion',
      step.keySpan,
      `The config comes to more than ${maxSteps} steps.`,
      {
        hint: 'Look for commands that call others several times, level after level.',
      },
    );
  return false;
}

function expandCommand(
  found: Found<CommandAst>,
  step: StepInvocation,
  frame: Frame,
  context: Context,
  into: CompiledStep[],
): void {
  const { definition: command, namespace } = found;
  const what = `the command "${step.key}"`;
  if (frame.active.includes(command)) {
    const circle = [...frame.active.slice(frame.active.indexOf(command)), command]
      .map((c) => c.name)
      .join(' → ');
    reportIn(
      context,
      frame,
      'command/recursive',
      step.keySpan,
      `The command "${command.name}" calls itself: ${circle}.`,
      {
        related: [{ span: command.nameSpan, message: 'declared here' }],
      },
    );
    return;
  }
  if (frame.active.length >= maxCallDepth) {
    reportIn(
      context,
      frame,
      'limit/expansion',
      step.keySpan,
      `Commands call each other more than ${maxCallDepth} levels deep.`,
    );
    return;
  }
  const { args } = step;
  if (args !== undefined && args.kind !== 'map' && !(args.kind === 'scalar' && args.value === null)) {
    reportIn(
      context,
      frame,
      'config/wrong-type',
      args.span,
      `The parameters of ${what} need a map, found ${describeNode(args)}.`,
    );
    return;
  }
  const callee: Callee = { what, nameSpan: command.nameSpan, parameters: command.parameters, namespace };
  const call = { frame, span: step.keySpan };
  const bound = bindArguments(callee, args?.kind === 'map' ? args.entries : [], call, context);
  const origin = { span: step.keySpan, what, calledFrom: frame.origin };
  const inner = innerFrame(callee, bound, { origin, active: [...frame.active, command] }, context);
  expandSteps(command.steps, inner, context, into);
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
      expandSteps(opaque.steps, opaque.frame, context, into);
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

function expandLiteral(value: Node, frame: Frame, context: Context, into: CompiledStep[]): void {
  const steps = readSteps(value, '"steps"', 'body', stepCheckIn(context, frame));
  expandSteps(steps, frame, context, into);
}
