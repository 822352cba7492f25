import type { DiagnosticCode } from '../source/codes.ts';
import type { Diagnostic, Related, Report, ReportExtras } from '../source/diagnostic.ts';
import type { Span } from '../source/span.ts';
import type { StepCheck } from '../config/read-steps.ts';
import { type Context, type Frame, type Limited, limits } from './context.ts';
import { valuePlaces } from './value-places.ts';
import { type Call, callsTo } from './way.ts';

/**
 * Records a finding at a place reached through `frame`. One inside an orb is told at the config's line that leads to
 * it, for that is the line the user can change: where the value is passed, else where the orb is used. Related places
 * tell where a value is written that a tag came to, and the calls on the way.
 */
export function reportIn(
  context: Context,
  frame: Frame,
  code: DiagnosticCode,
  span: Span,
  message: string,
  extras: ReportExtras = {},
): void {
  const { config, report } = context;
  const { related = [] } = extras;
  const values = valuePlaces(span, frame, context);
  const calls = callsTo(frame.origin, span, config);
  const caller = calls.find((c) => c.span.file === config);
  if (span.file === config || caller === undefined) {
    const way = matters(code, span, context) ? wayBeside(values, calls) : [];
    report(code, span, message, { ...extras, related: [...related, ...values, ...way] });
    return;
  }
  const passed = values.findLast((v) => v.span.file === config);
  const place = passed?.span ?? caller.span;
  const inside: Related = { span, message: `in ${frame.namespace.what}, here` };
  const way = wayBeside(
    values,
    calls.filter((c) => c.span !== place),
  );
  const use = calls.at(-1)?.span.start;
  const group = `${span.file}:${span.start}:${use}`; // whatever value of a matrix it was met with
  const { fix: _, ...rest } = extras; // an orb's text is not ours to edit
  report(code, place, message, {
    ...rest,
    group,
    related: [inside, ...related, ...values.filter((v) => v !== passed), ...way],
  });
}

/** Beside the places that passed a value on, only the outermost call says something new. */
function wayBeside(values: readonly Related[], calls: readonly Call[]): readonly Related[] {
  return (values.length === 0 ? calls : calls.slice(-1)).map(wayOf);
}

function wayOf({ what, span }: Call): Related {
  return { span, message: `in ${what}, used here` };
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

/** Whether the calls that lead to a place belong to what is wrong there: a literal is the same for all of them. */
function matters(code: DiagnosticCode, span: Span, { files }: Context): boolean {
  if (sameForEveryCall.has(code)) return false;
  if (!code.startsWith('config/') && code !== 'parameter/wrong-type') return true;
  const text = files.get(span.file)?.text.slice(span.start, span.end);
  return text?.includes('<<') === true;
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
