import { partOf, writtenAt } from './part-of.ts';
import type { ExprValue } from '../expr/scope.ts';
import { parseTemplate, type RenderError, renderTemplate, type Template } from '../expr/template.ts';
import { pipelineNames } from '../expr/pipeline-values.ts';
import { didYouMean, type NameAdvice } from '../config/did-you-mean.ts';
import { escapedHeredoc } from './escape-heredoc.ts';
import type { Span } from '../source/span.ts';
import { scalarNode } from '../tree/make-node.ts';
import type { Entry, Node, ScalarNode } from '../tree/node.ts';
import { undeclaredAdvice } from './undeclared-advice.ts';
import type { Context, Frame } from './context.ts';
import { reportIn, spend } from './report-in.ts';
import { opaqueNode } from './opaque-values.ts';

/**
 * What a scalar came to. `plain`: nothing to fill in, the node as it stands. `value`: a whole tag's value (TPL-10) or
 * filled-in text; undefined where a known value is absent. `failed`: the reason is reported.
 */
export type RenderedScalar =
  | { readonly kind: 'plain' }
  | { readonly kind: 'value'; readonly value: ExprValue | undefined }
  | { readonly kind: 'failed' };

/** Fills in the tags of a tree. Undefined when one failed; that is reported. A tree without tags is answered itself. */
export function renderNode(node: Node, frame: Frame, context: Context): Node | undefined {
  if (!hasTags(node, context)) return node;
  const rendered = renderTagged(node, frame, context);
  if (rendered !== undefined) context.tagged.set(rendered, false); // TPL-16: what came out is not looked at again
  return rendered;
}

function renderTagged(node: Node, frame: Frame, context: Context): Node | undefined {
  switch (node.kind) {
    case 'scalar':
      return renderScalarNode(node, frame, context);
    case 'list': {
      const items = node.items.map((item) => renderNode(item, frame, context));
      return allDefined(items) ? { ...node, items } : undefined;
    }
    case 'map': {
      const entries = node.entries.map((e) => renderEntry(e, frame, context));
      return allDefined(entries) ? { ...node, entries } : undefined;
    }
  }
}

/** A map's entry; its key may hold tags, too (TPL-15). */
export function renderEntry(entry: Entry, frame: Frame, context: Context): Entry | undefined {
  const value = renderNode(entry.value, frame, context);
  const key = renderKey(entry.key, entry.keySpan, frame, context);
  return value === undefined || key === undefined ? undefined : { ...entry, key, value };
}

export function renderKey(key: string, span: Span, frame: Frame, context: Context): string | undefined {
  if (!context.isTemplated || !key.includes('<<')) return key;
  const rendered = renderNode(scalarNode(key, span), frame, context);
  if (rendered === undefined) return undefined;
  return rendered.kind === 'scalar' ? String(rendered.value ?? '') : undefined;
}

/** A scalar that keeps what only the resolver understands: an executor with its scope, a list of steps. */
export function renderScalar(node: Node, frame: Frame, context: Context): RenderedScalar {
  if (node.kind !== 'scalar' || !hasTags(node, context)) return { kind: 'plain' };
  const template = templateOf(node, frame, context);
  if (template === undefined) return { kind: 'failed' };
  const rendered = renderTemplate(template, frame.scope);
  if (rendered.kind === 'error') {
    reportRenderError(rendered, node, frame, context);
    return { kind: 'failed' };
  }
  for (const { name, offset } of rendered.unknownPipelineNames) {
    const span = partOf(node, offset, name.length, context);
    const advice = didYouMean(name, pipelineNames(), undefined, writtenAt(span, name, context));
    const message = `"${name}" is not a pipeline value; it is empty.`;
    reportIn(context, frame, 'template/unknown-value', span, message, { severity: 'warning', ...advice });
  }
  const { value } = rendered;
  const length = typeof value === 'string' ? value.length : 0;
  return spend('characters', length, node.span, frame, context)
    ? { kind: 'value', value }
    : { kind: 'failed' };
}

function renderScalarNode(node: ScalarNode, frame: Frame, context: Context): Node | undefined {
  const rendered = renderScalar(node, frame, context);
  if (rendered.kind === 'plain') return node;
  return rendered.kind === 'failed' ? undefined : valueNode(rendered.value, node.span);
}

/** A value as a node, standing where its tag does. What is absent is the empty text (TPL-12). */
export function valueNode(value: ExprValue | undefined, span: Span): Node {
  if (value === undefined) return scalarNode('', span);
  if (typeof value === 'bigint') return { ...scalarNode(Number(value), span), text: String(value) };
  return typeof value === 'object' ? opaqueNode(value, span) : scalarNode(value, span);
}

const escapeHint =
  'From version 2.1 on, write \\<< where you mean the two signs themselves, as in a here-document.';

function templateOf(node: ScalarNode, frame: Frame, context: Context): Template | undefined {
  const text = String(node.value);
  if (context.templates.has(text)) {
    const known = context.templates.get(text);
    if (known !== undefined) return known;
  }
  const { template, error } = parseTemplate(text);
  context.templates.set(text, template);
  if (error !== undefined) {
    const span = partOf(node, error.offset, error.length, context);
    const isOpening = /^<<(?![#^/])/.test(text.slice(error.offset));
    const advice = isOpening ? { hint: escapeHint, ...escapedHeredoc(node, span, context) } : {};
    reportIn(context, frame, 'template/invalid', span, error.message, advice);
  }
  return template;
}

function reportRenderError(error: RenderError, node: ScalarNode, frame: Frame, context: Context): void {
  const span = partOf(node, error.offset, error.length, context);
  const { name } = error;
  if (name === undefined) {
    const code = error.code === 'TOO_LONG' ? 'limit/expansion' : 'template/invalid';
    reportIn(context, frame, code, span, error.message);
    return;
  }
  if (frame.sources.get(name)?.kind === 'broken') return; // told where it went wrong
  if (name.startsWith('pipeline.parameters.') && !frame.namespace.isConfig) {
    reportIn(context, frame, 'template/undeclared', span, `"${name}" is not visible in an orb.`, {
      hint: 'Declare a parameter of the orb element and pass the value where it is used.',
    });
    return;
  }
  reportIn(
    context,
    frame,
    'template/undeclared',
    span,
    `Nothing declares "${name}" here.`,
    nameAdvice(name, node, span, frame, context),
  );
}

function nameAdvice(name: string, node: ScalarNode, span: Span, frame: Frame, context: Context): NameAdvice {
  if (name.includes('.')) return undeclaredAdvice(name, writtenAt(span, name, context), frame, context);
  const hint = `Write \\<<${name} where you mean the two signs themselves, or << parameters.${name} >>.`;
  return { hint, ...escapedHeredoc(node, span, context) };
}

/** Whether anything in the tree is to be filled in; remembered by node, for aliases share theirs. */
export function hasTags(node: Node, context: Context): boolean {
  if (!context.isTemplated) return false;
  if (node.kind === 'scalar' && !(typeof node.value === 'string' && node.value.includes('<<'))) return false;
  const known = context.tagged.get(node);
  if (known !== undefined) return known;
  if (node.kind === 'scalar') return true;
  const found =
    node.kind === 'list'
      ? node.items.some((i) => hasTags(i, context))
      : node.entries.some((e) => e.key.includes('<<') || hasTags(e.value, context));
  context.tagged.set(node, found);
  return found;
}

export function allDefined<T>(values: readonly (T | undefined)[]): values is readonly T[] {
  return !values.includes(undefined);
}
