import type { Expr, ExprErrorCode, NameRef, Place } from './ast.ts';
import { evaluateParsed } from './evaluate.ts';
import type { Lookup, Scope, ExprValue } from './scope.ts';
import type { Section, Tag, Template, TemplatePart } from './parse-template.ts';

export { parseTemplate, type Template } from './parse-template.ts';

export type RenderErrorCode = ExprErrorCode | 'NOT_TEXT' | 'TOO_LONG';

/** Longest text that a template may come to, in UTF-16 units: values that hold each other twice double at each step. */
export const maxRenderedLength = 1_000_000;

/** Offsets are within the template's text. */
export interface RenderError extends Place {
  readonly kind: 'error';
  readonly code: RenderErrorCode;
  readonly message: string;
  /** For `UNKNOWN_VARIABLE`: the undeclared name, for TPL-14. */
  readonly name?: string;
}

export interface Rendered {
  readonly kind: 'value';
  /** Undefined only for a whole tag whose value is absent (TPL-12); everything in text is text. */
  readonly value: ExprValue | undefined;
  /** The text is one tag and nothing else, so the value kept its type (TPL-10). */
  readonly isWhole: boolean;
  /** Names under `pipeline.` that CircleCI does not know; they render empty and deserve a warning (TPL-13). */
  readonly unknownPipelineNames: readonly NameRef[];
}

/** Fills in a template. Single pass: `<<` that comes out of a value is text (TPL-16). */
export function renderTemplate(template: Template, scope: Scope): Rendered | RenderError {
  const unknown: NameRef[] = [];
  const lenient = lenientScope(scope, template, unknown);
  const { whole } = template;
  if (whole !== undefined) {
    const value = tagValue(whole, lenient);
    if (isError(value)) return value;
    // Blanks around the tag (a block scalar's last line break) stay where the value is text anyway.
    const kept = typeof value === 'string' ? template.before + value + template.after : value;
    return { kind: 'value', value: kept, isWhole: true, unknownPipelineNames: unknown };
  }
  const text = renderParts(template.parts, lenient);
  if (isError(text)) return text;
  return { kind: 'value', value: text, isWhole: false, unknownPipelineNames: unknown };
}

function isError(value: unknown): value is RenderError {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'error';
}

/** TPL-13: what CircleCI does not know under `pipeline.` is empty, but for undeclared parameters. */
function lenientScope(scope: Scope, template: Template, unknown: NameRef[]): Scope {
  return (name): Lookup => {
    const found = scope(name);
    if (found.kind !== 'unknown' || !/^pipeline\.(?!parameters\.)/.test(name)) return found;
    if (!unknown.some((u) => u.name === name)) {
      const ref = template.names.find((n) => n.name === name);
      unknown.push(ref ?? { name, offset: 0 });
    }
    return { kind: 'absent' };
  };
}

function renderParts(parts: readonly TemplatePart[], scope: Scope): string | RenderError {
  let text = '';
  for (const part of parts) {
    const piece = renderPart(part, scope);
    if (typeof piece !== 'string') return piece;
    if (text.length + piece.length > maxRenderedLength) return tooLong(part);
    text += piece;
  }
  return text;
}

function renderPart(part: TemplatePart, scope: Scope): string | RenderError {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'section':
      return renderSection(part, scope);
    case 'tag': {
      const value = tagValue(part, scope);
      if (isError(value)) return value;
      if (typeof value === 'object') return value.text ?? notText(part);
      return value === undefined ? '' : String(value);
    }
  }
}

function notText({ expression, place }: Tag): RenderError {
  const name = soleName(expression.root) ?? 'This value';
  const message = `${name} is neither text, number nor boolean, so it cannot stand inside text.`;
  return { kind: 'error', code: 'NOT_TEXT', message, ...place };
}

function tooLong(part: TemplatePart): RenderError {
  const place = part.kind === 'tag' ? part.place : { offset: 0, length: 0 };
  const message = `The text gets longer than ${maxRenderedLength} characters here.`;
  return { kind: 'error', code: 'TOO_LONG', message, ...place };
}

function soleName(root: Expr): string | undefined {
  return root.kind === 'name' ? root.name : undefined;
}

function tagValue({ expression, bodyOffset }: Tag, scope: Scope): ExprValue | undefined | RenderError {
  const outcome = evaluateParsed(expression, scope);
  if (outcome.kind === 'value') return outcome.value;
  if (outcome.kind === 'undefined') return undefined;
  return { ...outcome, offset: bodyOffset + outcome.offset };
}

function renderSection(section: Section, scope: Scope): string | RenderError {
  const found = scope(section.name);
  if (found.kind === 'unknown')
    return {
      kind: 'error',
      code: 'UNKNOWN_VARIABLE',
      message: `${section.name} is not a name that is known here.`,
      name: section.name,
      ...section.namePlace,
    };
  const isKept = found.kind === 'value' && isTrueInSection(found.value);
  return isKept === section.isInverted ? '' : renderParts(section.parts, scope);
}

/** Truth of sections is that of logic statements (LOG-03): 0 and the empty text are false. */
function isTrueInSection(value: ExprValue): boolean {
  return value !== false && value !== '' && value !== 0n;
}
