import type { AliasAst, CommandAst, Definitions, ExecutorAst, JobAst, Table } from '../config/ast.ts';
import { builtinSteps } from '../config/builtin-steps.ts';
import { didYouMean } from '../config/did-you-mean.ts';
import type { Namespace } from '../orbs/namespace.ts';
import type { DiagnosticCode } from '../source/codes.ts';
import type { Span } from '../source/span.ts';
import type { Context, Frame } from './context.ts';
import { reportAll, reportIn } from './report-in.ts';
import { writtenAt } from './part-of.ts';

/** A definition and the namespace it belongs to. */
export interface Found<T> {
  readonly definition: T;
  readonly namespace: Namespace;
}

/** `none`: nothing of that name; the caller may still know it. `reported`: something is wrong, and told. */
export type LookupResult<T> =
  | ({ readonly kind: 'found' } & Found<T>)
  | { readonly kind: 'none' }
  | { readonly kind: 'reported' };

interface Kind<T> {
  readonly word: string;
  readonly code: DiagnosticCode;
  readonly table: (definitions: Definitions) => Table<T | AliasAst>;
  /** Names besides the definitions, for hints. */
  readonly others: readonly string[];
}

const commandKind: Kind<CommandAst> = {
  word: 'command or built-in step',
  code: 'step/unknown',
  table: (d) => d.commands,
  others: [...Object.keys(builtinSteps), 'when', 'unless'],
};
const executorKind: Kind<ExecutorAst> = {
  word: 'executor',
  code: 'executor/unknown',
  table: (d) => d.executors,
  others: [],
};
const jobKind: Kind<JobAst> = { word: 'job', code: 'job/unknown', table: (d) => d.jobs, others: [] };

/** A command of that name; `none` means that it may be a built-in step (ORB-09). */
export function lookUpCommand(
  name: string,
  span: Span,
  frame: Frame,
  context: Context,
): LookupResult<CommandAst> {
  return lookUp(commandKind, name, span, frame, context, new Set());
}

export function findExecutor(
  name: string,
  span: Span,
  frame: Frame,
  context: Context,
): Found<ExecutorAst> | undefined {
  return find(executorKind, name, span, frame, context);
}

export function findJob(name: string, span: Span, frame: Frame, context: Context): Found<JobAst> | undefined {
  return find(jobKind, name, span, frame, context);
}

/** Like `findJob`, but says nothing of a job that is not there. */
export function lookUpJob(name: string, span: Span, frame: Frame, context: Context): LookupResult<JobAst> {
  return lookUp(jobKind, name, span, frame, context, new Set());
}

export function reportUnknownStep(name: string, span: Span, frame: Frame, context: Context): void {
  reportUnknown(commandKind, name, span, frame, context);
}

function find<T>(
  kind: Kind<T>,
  name: string,
  span: Span,
  frame: Frame,
  context: Context,
): Found<T> | undefined {
  const result = lookUp(kind, name, span, frame, context, new Set());
  if (result.kind === 'found') return result;
  if (result.kind === 'none') reportUnknown(kind, name, span, frame, context);
  return undefined;
}

/** `name` in this namespace, `alias/name` in an orb of it; one level only (ORB-05, ORB-07). */
function lookUp<T>(
  kind: Kind<T>,
  name: string,
  span: Span,
  frame: Frame,
  context: Context,
  seen: Set<unknown>,
): LookupResult<T> {
  const [first = '', second, ...more] = name.split('/');
  const isPlain = second === undefined || !context.isTemplated; // a processed config has such names without any orbs
  if (isPlain) return lookIn(kind, name, frame.namespace, frame, context, seen);
  const link = frame.namespace.orbs.get(first);
  if (link === undefined || more.length > 0) {
    reportAlias(kind, name, link === undefined ? 'unknown' : 'nested', span, frame, context);
    return { kind: 'reported' };
  }
  const { namespace } = link;
  if (namespace === undefined) return { kind: 'reported' };
  return lookIn(kind, second, namespace, frame, context, seen);
}

function lookIn<T>(
  kind: Kind<T>,
  name: string,
  namespace: Namespace,
  frame: Frame,
  context: Context,
  seen: Set<unknown>,
): LookupResult<T> {
  const table = kind.table(namespace.definitions);
  if (!table.names.has(name)) return { kind: 'none' };
  const definition = table.find(name);
  reportAll(context, { ...frame, namespace }, namespace.takeFindings());
  if (definition === undefined) return { kind: 'reported' };
  if (!isAlias(definition)) return { kind: 'found', definition, namespace };
  return followAlias(kind, definition, namespace, frame, context, seen);
}

/** DOC-18: a definition may be the name of another one. */
function followAlias<T>(
  kind: Kind<T>,
  alias: AliasAst,
  namespace: Namespace,
  frame: Frame,
  context: Context,
  seen: Set<unknown>,
): LookupResult<T> {
  const { name, target, targetSpan } = alias;
  if (seen.has(alias) || seen.size > 100) {
    reportIn(
      context,
      frame,
      'definition/cycle',
      targetSpan,
      `The ${kind.word} "${name}" leads back to itself.`,
    );
    return { kind: 'reported' };
  }
  seen.add(alias);
  const inner = { ...frame, namespace };
  const result = lookUp(kind, target, targetSpan, inner, context, seen);
  if (result.kind !== 'none') return result;
  reportUnknown(kind, target, targetSpan, inner, context);
  return { kind: 'reported' };
}

function isAlias(definition: unknown): definition is AliasAst {
  return (definition as AliasAst).kind === 'alias';
}

function reportUnknown<T>(kind: Kind<T>, name: string, span: Span, frame: Frame, context: Context): void {
  const { namespace } = frame;
  const [alias, element] = name.split('/');
  const link = element === undefined ? undefined : namespace.orbs.get(alias ?? '');
  const message =
    link?.namespace === undefined || element === undefined
      ? `There is no ${kind.word} "${name}" in ${namespace.what}.`
      : `There is no ${kind.word} "${element}" in ${link.namespace.what}.`;
  reportIn(context, frame, kind.code, span, message, {
    ...didYouMean(name, knownNames(kind, namespace), undefined, writtenAt(span, name, context)),
    related:
      link === undefined ? [] : [{ span: link.aliasSpan, message: `the orb "${alias}" is brought in here` }],
  });
}

function knownNames<T>(kind: Kind<T>, namespace: Namespace): readonly string[] {
  const own = kind.table(namespace.definitions).names;
  const ofOrbs = [...namespace.orbs].flatMap(([alias, { namespace: inner }]) =>
    inner === undefined ? [] : [...kind.table(inner.definitions).names].map((n) => `${alias}/${n}`),
  );
  return [...own, ...ofOrbs, ...kind.others];
}

function reportAlias<T>(
  kind: Kind<T>,
  name: string,
  trouble: 'unknown' | 'nested',
  span: Span,
  frame: Frame,
  context: Context,
): void {
  const { namespace } = frame;
  const [alias = ''] = name.split('/');
  if (trouble === 'nested') {
    reportIn(
      context,
      frame,
      kind.code,
      span,
      `There is no ${kind.word} "${name}": an orb's own orbs are private to it.`,
      {
        hint: `Bring that orb in under "orbs" of ${namespace.what} and use it by its own alias.`,
      },
    );
    return;
  }
  const message = `"orbs" of ${namespace.what} has no "${alias}", which the ${kind.word} "${name}" is to come from.`;
  const known = knownNames(kind, namespace);
  const at = writtenAt(span, name, context);
  const atAlias = at && { ...at, end: at.start + alias.length };
  const near = didYouMean(alias, namespace.orbs.keys(), undefined, atAlias);
  const hint =
    'hint' in near
      ? near
      : didYouMean(name, known, `Add the orb: orbs: {${alias}: namespace/name@version}`, at);
  reportIn(context, frame, 'orb/unknown-alias', span, message, hint);
}
