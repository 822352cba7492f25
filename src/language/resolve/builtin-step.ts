import type { StepAst } from '../config/ast.ts';
import { bareSteps, builtinSteps } from '../config/builtin-steps.ts';
import { checkShape } from '../config/check-shape.ts';
import type { Check, Shape } from '../config/shape.ts';
import { entryOf, mapNode, scalarNode } from '../tree/make-node.ts';
import type { MapNode, Node } from '../tree/node.ts';
import { type Context, type Frame, originAt } from './context.ts';
import { reporterIn, reportIn } from './report-in.ts';
import { renderEntry, renderNode } from './render.ts';
import type { ResolvedStep } from './resolved.ts';
import { typedStep } from './typed-step.ts';

/** A built-in step twice over: as the processed config prints it, and as the engine takes it. */
export interface CompiledStep {
  readonly node: Node;
  readonly step: ResolvedStep;
}

/** Renders a built-in step and checks what came of it (PAR-30). Undefined when it is not right; that is reported. */
export function resolveBuiltinStep(
  name: string,
  step: Extract<StepAst, { kind: 'step' }>,
  frame: Frame,
  context: Context,
): CompiledStep | undefined {
  const origin = originAt(step.keySpan, name, frame);
  if (step.args === undefined) {
    if (!bareSteps.has(name)) {
      reportIn(
        context,
        frame,
        'config/missing-key',
        step.keySpan,
        `The step "${name}" needs a value after its name.`,
      );
      return undefined;
    }
    return { node: scalarNode(name, step.keySpan), step: typedStep(name, mapNode([], step.keySpan), origin) };
  }
  const rendered = renderNode(step.args, frame, context);
  const shape = builtinSteps[name];
  if (shape === undefined) return undefined;
  const isLenient = !frame.namespace.isConfig;
  const check = { report: reporterIn(context, frame), isTemplated: false, isLenient };
  if (rendered === undefined) {
    checkRest(name, step.args, shape, check, frame, context);
    return undefined;
  }
  if (!checkShape(rendered, shape, `"${name}"`, check)) return undefined;
  const body = asMap(rendered);
  return {
    node: mapNode([entryOf(name, body ?? rendered, step.keySpan)], step.keySpan),
    step: typedStep(name, body ?? mapNode([], rendered.span), origin),
  };
}

/** Of a step in which a tag failed, the keys that can be filled in are still checked. */
function checkRest(
  name: string,
  args: Node,
  shape: Shape,
  check: Check,
  frame: Frame,
  context: Context,
): void {
  if (args.kind !== 'map') return;
  const entries = args.entries.flatMap((e) => renderEntry(e, frame, context) ?? []);
  const report: Check['report'] = (code, ...finding) => {
    if (code !== 'config/missing-key') check.report(code, ...finding);
  };
  checkShape({ ...args, entries }, shape, `"${name}"`, { ...check, report });
}

/** GT-S1: `run: text` is a map with `command`. */
function asMap(node: Node): MapNode | undefined {
  if (node.kind === 'map') return node;
  return node.kind === 'scalar' ? mapNode([entryOf('command', node)], node.span) : undefined;
}
