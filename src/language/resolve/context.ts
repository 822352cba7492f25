import type { Template } from '../expr/template.ts';
import type { Scope } from '../expr/scope.ts';
import type { Diagnostic, Related, Report, ReportExtras } from '../source/diagnostic.ts';
import type { DiagnosticCode } from '../source/codes.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { FileId, Span } from '../source/span.ts';
import type { Node } from '../tree/node.ts';
import type { Namespace } from '../orbs/namespace.ts';
import type { CommandAst } from '../config/ast.ts';
import type { StepCheck } from '../config/read-steps.ts';
import type { Origin } from './resolved.ts';

/** What one compile shares. Its mutable parts are caches and a budget; nothing reads them across stages. */
export interface Context {
  readonly report: Report;
  /** The file that the user writes; findings in orbs are told at the line of it that led there. */
  readonly config: FileId;
  readonly files: ReadonlyMap<FileId, SourceFile>;
  /** Version 2.1: below it nothing is a template. */
  readonly isTemplated: boolean;
  /** `pipeline.*` with the parameters, for the config. */
  readonly inConfig: Scope;
  /** `pipeline.*` without them, for orbs (TPL-18). */
  readonly inOrb: Scope;
  readonly templates: Map<string, Template | undefined>;
  readonly tagged: WeakMap<Node, boolean>;
  /** What may still come of it; spent by `spend`. */
  readonly budget: Record<Limited, number>;
}

export type Limited = 'steps' | 'jobs' | 'characters';

/** What one compile may come to: far above real configs, and reached by commands that double each other. */
export const limits: Readonly<Record<Limited, number>> = {
  steps: 100_000,
  jobs: 20_000,
  characters: 100_000_000,
};

/** False when there is no more; that is reported once. */
export function spend(what: Limited, amount: number, span: Span, frame: Frame, context: Context): boolean {
  const { budget } = context;
  const isSpent = budget[what] < 0;
  budget[what] -= amount;
  if (budget[what] >= 0) return true;
  if (!isSpent)
    reportIn(
      context,
      frame,
      'limit/expansion',
      span,
      `The config comes to more than ${limits[what]} ${what}.`,
      {
        hint: 'Look for commands that call others several times, level after level.',
      },
    );
  return false;
}

/** Commands in commands; real configs have a handful of levels. */
export const maxCallDepth = 200;

/** The place that is being resolved: which names are visible, and how it was reached. */
export interface Frame {
  readonly scope: Scope;
  /** Names under `parameters.` and `matrix.`, for hints. */
  readonly names: readonly string[];
  readonly namespace: Namespace;
  /** The calls around this place as it is written, for findings. */
  readonly origin: Origin;
  /**
   * How what stands here comes to where it is compiled to, for the origins of steps and jobs. Steps that were handed
   * over came through what they were handed to. Undefined: it stands in the body of the job, or of no workflow.
   */
  readonly reachedBy: Origin | undefined;
  /** Commands whose bodies surround this place, to find recursion. */
  readonly active: readonly CommandAst[];
}

/** The origin of something in `frame`. */
export function originAt(span: Span, what: string, { reachedBy }: Pick<Frame, 'reachedBy'>): Origin {
  return { span, what, ...(reachedBy !== undefined && { calledFrom: reachedBy }) };
}

/**
 * Records a finding at a place reached through `frame`. One inside an orb is told at the config's line that leads to
 * it, for that is the line the user can change; one inside a command or executor names the line that called it.
 */
export function reportIn(
  context: Context,
  frame: Frame,
  code: DiagnosticCode,
  span: Span,
  message: string,
  extras: ReportExtras = {},
): void {
  const { config } = context;
  const caller = callerOf(frame.origin, span, config);
  if (span.file !== config && caller !== undefined) {
    const inside: Related = { span, message: `in ${frame.namespace.what}, here` };
    context.report(code, caller.span, message, { ...extras, related: [inside, ...(extras.related ?? [])] });
    return;
  }
  const isTold = caller !== undefined && !sameForEveryCall.has(code);
  const from = isTold ? [{ span: caller.span, message: `reached from ${caller.what ?? 'here'}` }] : [];
  context.report(code, span, message, { ...extras, related: [...(extras.related ?? []), ...from] });
}

/** Findings that who calls has no part in. */
const sameForEveryCall: ReadonlySet<DiagnosticCode> = new Set([
  'command/recursive',
  'executor/kind',
  'executor/unknown',
  'job/unknown',
  'parameter/missing',
  'parameter/unexpected',
  'orb/unknown-alias',
  'step/unknown',
  'template/invalid',
]);

/** The nearest place of the config on the way here; not the workflow, whose own text the finding then stands in. */
function callerOf(origin: Origin, at: Span, config: FileId): Origin | undefined {
  for (let o: Origin | undefined = origin; o?.calledFrom !== undefined; o = o.calledFrom) {
    const holdsIt = at.file === config && o.span.start <= at.start && at.end <= o.span.end;
    if (o.span.file === config && !holdsIt) return o;
  }
  return undefined;
}

/** A `Report` for readers that are called while resolving. */
export function reporterIn(context: Context, frame: Frame): Report {
  return (code, span, message, extras) => reportIn(context, frame, code, span, message, extras);
}

/** For reading steps that stand in `frame`: the commands of its namespace win over built-in steps. */
export function stepCheckIn(context: Context, frame: Frame): StepCheck {
  return {
    report: reporterIn(context, frame),
    isTemplated: context.isTemplated,
    isLenient: !frame.namespace.isConfig,
    commands: frame.namespace.definitions.commands.names,
  };
}

/** Tells what reading a namespace's definitions found, as found on the way of `frame`. */
export function reportAll(context: Context, frame: Frame, found: readonly Diagnostic[]): void {
  for (const { code, span, message, severity, related, hint } of found)
    reportIn(context, frame, code, span, message, { severity, related, ...(hint !== undefined && { hint }) });
}

/** `pipeline.*` as that namespace sees it. */
export function pipelineScopeOf(namespace: Namespace, context: Context): Scope {
  return namespace.isConfig ? context.inConfig : context.inOrb;
}
