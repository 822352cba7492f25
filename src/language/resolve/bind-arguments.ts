import type { ParameterAst, Parameters } from '../config/ast.ts';
import { didYouMean } from '../config/did-you-mean.ts';
import type { ExprValue, Scope } from '../expr/scope.ts';
import type { Namespace } from '../orbs/namespace.ts';
import { certainlyNearest } from '../source/nearest.ts';
import type { Span } from '../source/span.ts';
import type { Entry } from '../tree/node.ts';
import { type Context, type Frame, pipelineScopeOf, type ValueSource } from './context.ts';
import { reportIn } from './report-in.ts';
import { argumentValue } from './parameter-value.ts';

/** What is invoked: a job, command or executor. */
export interface Callee {
  /** As messages name it: `the command "greet"`. */
  readonly what: string;
  readonly nameSpan: Span;
  readonly parameters: Parameters;
  readonly namespace: Namespace;
}

/** Where the call stands. */
export interface Call {
  readonly frame: Frame;
  readonly span: Span;
}

export interface Bound {
  /** By parameter; undefined where it has none because something was wrong, which is reported. */
  readonly values: ReadonlyMap<string, ExprValue | undefined>;
  /** Where each is written, by `parameters.name`. */
  readonly sources: ReadonlyMap<string, ValueSource>;
}

/**
 * Binds arguments to what is declared: unexpected and missing ones and wrong types are reported (PAR-10 to PAR-19).
 * Arguments are evaluated where the call stands, defaults where the callee is declared (PAR-09, PAR-21).
 */
export function bindArguments(callee: Callee, args: readonly Entry[], call: Call, context: Context): Bound {
  const { parameters } = callee;
  const given = new Map(args.map((e) => [e.key, e]));
  for (const entry of given.values())
    if (!parameters.has(entry.key)) reportUnexpected(entry, given, callee, call.frame, context);
  const defaults = defaultsFrame(callee, call, context);
  const bound = new Map<string, ExprValue | undefined>();
  const sources = new Map<string, ValueSource>();
  for (const parameter of parameters.values()) {
    const entry = given.get(parameter.name);
    if (parameter.isBroken) {
      bindBroken(parameter, bound, sources, call);
      continue;
    }
    const value =
      entry && argumentValue(entry.value, { parameter, callee: callee.what, frame: call.frame, context });
    const path = `parameters.${parameter.name}`;
    if (entry !== undefined && value !== undefined && value.kind !== 'none') {
      bound.set(parameter.name, value.value);
      const kind = value.value === undefined ? 'broken' : 'argument';
      sources.set(path, { span: entry.value.span, frame: call.frame, kind });
    } else if (parameter.default !== undefined) {
      bound.set(parameter.name, defaultValue(parameter, callee, defaults, context));
      sources.set(path, { span: parameter.default.span, frame: defaults, kind: 'default' });
    } else {
      reportMissing(parameter, callee, entry?.keySpan ?? call.span, call.frame, context);
      bindBroken(parameter, bound, sources, call);
    }
  }
  return { values: bound, sources };
}

/** Its declaration is wrong, and told: no value, and nothing to say of what uses it. */
function bindBroken(
  { name, nameSpan }: ParameterAst,
  bound: Map<string, ExprValue | undefined>,
  sources: Map<string, ValueSource>,
  { frame }: Call,
): void {
  bound.set(name, undefined);
  sources.set(`parameters.${name}`, { span: nameSpan, frame, kind: 'broken' });
}

function defaultValue(
  parameter: ParameterAst,
  callee: Callee,
  frame: Frame,
  context: Context,
): ExprValue | undefined {
  if (parameter.default === undefined) return undefined;
  const value = argumentValue(parameter.default, { parameter, callee: callee.what, frame, context });
  return value.kind === 'none' ? undefined : value.value;
}

/** A default sees pipeline values, and no parameters (PAR-25). */
function defaultsFrame(callee: Callee, call: Call, context: Context): Frame {
  const { namespace } = callee;
  const { origin: calledFrom, active } = call.frame;
  const origin = { span: call.span, what: callee.what, calledFrom };
  return {
    scope: pipelineScopeOf(namespace, context),
    names: [],
    sources: new Map(),
    namespace,
    origin,
    reachedBy: call.frame.reachedBy,
    active,
  };
}

function reportUnexpected(
  entry: Entry,
  given: ReadonlyMap<string, Entry>,
  callee: Callee,
  frame: Frame,
  context: Context,
): void {
  const known = [...callee.parameters.keys()];
  const isFree = !given.has(certainlyNearest(entry.key, known) ?? '');
  const otherwise =
    known.length === 0
      ? `${capital(callee.what)} has no parameters.`
      : `Its parameters are: ${known.join(', ')}.`;
  reportIn(
    context,
    frame,
    'parameter/unexpected',
    entry.keySpan,
    `${capital(callee.what)} has no parameter "${entry.key}".`,
    {
      ...didYouMean(entry.key, known, otherwise, isFree ? entry.keySpan : undefined),
      related: [{ span: callee.nameSpan, message: 'declared here' }],
    },
  );
}

function reportMissing(
  parameter: ParameterAst,
  callee: Callee,
  at: Span,
  frame: Frame,
  context: Context,
): void {
  reportIn(
    context,
    frame,
    'parameter/missing',
    at,
    `${capital(callee.what)} needs the parameter "${parameter.name}".`,
    {
      related: [{ span: parameter.nameSpan, message: 'declared here, without a default' }],
      hint: `Add: ${parameter.name}: <${parameter.type === 'enum' ? parameter.members.join(' | ') : parameter.type}>`,
    },
  );
}

/** What the inside of a definition sees: its parameters, and `pipeline.*` as its namespace does. */
export function innerFrame(
  callee: Callee,
  bound: Bound,
  outer: Pick<Frame, 'origin' | 'reachedBy' | 'active'>,
  context: Context,
): Frame {
  return {
    scope: parameterScope(bound, pipelineScopeOf(callee.namespace, context)),
    names: [...bound.values.keys()].map((name) => `parameters.${name}`),
    sources: bound.sources,
    namespace: callee.namespace,
    ...outer,
  };
}

function parameterScope({ values, sources }: Bound, otherwise: Scope): Scope {
  return (name) => {
    if (!name.startsWith('parameters.')) return otherwise(name);
    const key = name.slice('parameters.'.length);
    const value = values.get(key);
    if (value !== undefined) return { kind: 'value', value };
    return { kind: values.has(key) && sources.get(name)?.kind !== 'broken' ? 'absent' : 'unknown' };
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
