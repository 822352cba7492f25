import type { Expression, NameRef, Place } from './ast.ts';
import { parseExpression } from './parser.ts';

/** A text with `<< >>` tags, parsed. Offsets are UTF-16 units within `text`. */
export interface Template {
  readonly text: string;
  readonly parts: readonly TemplatePart[];
  /** Every name that tags and sections mention, in source order, repeats included. */
  readonly names: readonly NameRef[];
  /** The one tag that the text consists of, blanks around it aside (TPL-10). */
  readonly whole: Tag | undefined;
  /** The blanks around `whole`. */
  readonly before: string;
  readonly after: string;
}

export type TemplatePart = { readonly kind: 'text'; readonly text: string } | Tag | Section;

export interface Tag {
  readonly kind: 'tag';
  readonly expression: Expression;
  /** Of the expression's text: places inside `expression` count from here. */
  readonly bodyOffset: number;
  /** From `<<` to `>>`. */
  readonly place: Place;
}

/** `<<# name >>…<</ name >>`, or inverted with `<<^`. */
export interface Section {
  readonly kind: 'section';
  readonly isInverted: boolean;
  readonly name: string;
  readonly namePlace: Place;
  readonly parts: readonly TemplatePart[];
}

export interface TemplateError extends Place {
  readonly message: string;
  readonly hint?: string;
}

export interface TemplateOutcome {
  readonly template?: Template;
  readonly error?: TemplateError;
}

const known = new Map<string, TemplateOutcome>();
const mostKnown = 5_000;

/** Parses the tags of a text (section 2), or answers its first error. Texts met again are not parsed again. */
export function parseTemplate(text: string): TemplateOutcome {
  const before = known.get(text);
  if (before !== undefined) return before;
  const outcome = parse(text);
  if (known.size >= mostKnown) known.clear();
  known.set(text, outcome);
  return outcome;
}

/** TPL-06, in characters. */
const maxExpressionLength = 2_048;
const maxSections = 100;

interface OpenSection {
  readonly isInverted: boolean;
  readonly name: string;
  readonly namePlace: Place;
  /** Of `<<#`. */
  readonly place: Place;
  readonly parts: TemplatePart[];
}

interface Cursor {
  readonly text: string;
  /** Where text that is not yet in `parts` begins. */
  from: number;
  readonly open: OpenSection[];
  readonly names: NameRef[];
}

function parse(text: string): TemplateOutcome {
  const root: OpenSection = { isInverted: false, name: '', namePlace: nowhere, place: nowhere, parts: [] };
  const cursor: Cursor = { text, from: 0, open: [root], names: [] };
  for (let at = text.indexOf('<<'); at >= 0; at = text.indexOf('<<', Math.max(at, cursor.from))) {
    const slashes = backslashesBefore(text, at, cursor.from);
    if (slashes === 1) {
      // TPL-02: `\<<` is `<<`.
      addText(cursor, at - 1);
      addLiteral(cursor, '<<');
      at += 2;
      cursor.from = at;
      continue;
    }
    const error = readTag(cursor, at, slashes > 1 ? at - 1 : at);
    if (error !== undefined) return { error };
  }
  addText(cursor, text.length);
  const unclosed = cursor.open.at(-1);
  if (unclosed !== undefined && unclosed !== root) return { error: unclosedSection(unclosed) };
  return { template: templateOf(text, root.parts, cursor.names) };
}

const nowhere: Place = { offset: 0, length: 0 };

function templateOf(text: string, parts: readonly TemplatePart[], names: readonly NameRef[]): Template {
  const solid = parts.filter((p) => p.kind !== 'text' || p.text.trim() !== '');
  const only = solid.length === 1 ? solid[0] : undefined;
  if (only?.kind !== 'tag') return { text, parts, names, whole: undefined, before: '', after: '' };
  const { offset, length } = only.place;
  return {
    text,
    parts,
    names,
    whole: only,
    before: text.slice(0, offset),
    after: text.slice(offset + length),
  };
}

function backslashesBefore(text: string, at: number, from: number): number {
  let count = 0;
  while (at - count > from && text[at - count - 1] === '\\') count++;
  return count;
}

function addText(cursor: Cursor, to: number): void {
  if (to > cursor.from) addLiteral(cursor, cursor.text.slice(cursor.from, to));
}

function addLiteral(cursor: Cursor, text: string): void {
  cursor.open.at(-1)?.parts.push({ kind: 'text', text });
}

/** Reads the tag at `at`; the text before it ends at `textEnd` (without the backslash that `\\<<` gives up). */
function readTag(cursor: Cursor, at: number, textEnd: number): TemplateError | undefined {
  const { text } = cursor;
  const mark = text[at + 2] ?? '';
  const isSection = mark === '#' || mark === '^' || mark === '/';
  const bodyAt = at + (isSection ? 3 : 2);
  const close = text.indexOf('>>', bodyAt);
  const next = text.indexOf('<<', bodyAt);
  if (close < 0 || (next >= 0 && next < close)) return unclosedTag(at, bodyAt - at);
  const body = text.slice(bodyAt, close);
  const place = { offset: at, length: close + 2 - at };
  if (isSection) return readSectionTag(cursor, { mark, body, bodyAt, place, textEnd });
  addText(cursor, textEnd);
  cursor.from = close + 2;
  const expression = readExpression(body, bodyAt, place);
  if ('message' in expression) return expression;
  for (const { name, offset } of expression.names) cursor.names.push({ name, offset: bodyAt + offset });
  cursor.open.at(-1)?.parts.push({ kind: 'tag', expression, bodyOffset: bodyAt, place });
  return undefined;
}

function unclosedTag(offset: number, length: number): TemplateError {
  return {
    message: 'The tag that "<<" opens here is not closed by ">>".',
    hint: 'Write \\<< for a plain <<, as in a here-document.',
    offset,
    length,
  };
}

/** Names of parameters from before there were expressions: nearly anything after the first dot (TPL-07). */
const legacyName = /^[\w-]+(?:\.\S+)*$/;

function readExpression(body: string, bodyAt: number, place: Place): Expression | TemplateError {
  if (body.trim() === '')
    return { message: 'The tag is empty: an expression is expected after "<<".', ...place };
  const length = [...body].length;
  if (length > maxExpressionLength)
    return {
      message: `An expression has at most ${maxExpressionLength} characters, this one has ${length}.`,
      ...place,
    };
  const parsed = parseExpression(body);
  if (parsed.kind === 'expression') return parsed;
  const name = body.trim();
  if (parsed.code === 'UNEXPECTED_CHARACTER' && legacyName.test(name)) {
    const offset = body.indexOf(name);
    const root = { kind: 'name', name, place: { offset, length: name.length } } as const;
    return { kind: 'expression', root, names: [{ name, offset }] };
  }
  const { message } = parsed;
  // At the end of the body there is nothing to point at but the whole.
  if (parsed.length === 0) return { message, offset: bodyAt, length: body.length };
  return { message, offset: bodyAt + parsed.offset, length: parsed.length };
}

interface SectionTag {
  readonly mark: string;
  readonly body: string;
  readonly bodyAt: number;
  readonly place: Place;
  readonly textEnd: number;
}

function readSectionTag(cursor: Cursor, tag: SectionTag): TemplateError | undefined {
  const { mark, body, bodyAt, place, textEnd } = tag;
  const line = standaloneLine(cursor.text, place);
  addText(cursor, Math.max(cursor.from, line?.start ?? textEnd));
  cursor.from = line?.end ?? place.offset + place.length;
  const name = body.trim();
  if (!legacyName.test(name))
    return {
      message: `A section tag needs one name, found ${name === '' ? 'none' : `"${name}"`}.`,
      ...place,
    };
  const namePlace = { offset: bodyAt + body.indexOf(name), length: name.length };
  cursor.names.push({ name, offset: namePlace.offset });
  if (mark === '/') return closeSection(cursor, name, place);
  if (cursor.open.length > maxSections)
    return { message: `Sections stand more than ${maxSections} levels deep here.`, ...place };
  cursor.open.push({ isInverted: mark === '^', name, namePlace, place, parts: [] });
  return undefined;
}

function closeSection(cursor: Cursor, name: string, place: Place): TemplateError | undefined {
  const section = cursor.open.length > 1 ? cursor.open.pop() : undefined;
  if (section === undefined)
    return { message: `<</ ${name} >> closes a section that is not open.`, ...place };
  const { isInverted, namePlace, parts } = section;
  if (section.name !== name)
    return {
      message: `<</ ${name} >> does not match <<${isInverted ? '^' : '#'} ${section.name} >>, the section that is open.`,
      ...place,
    };
  cursor.open.at(-1)?.parts.push({ kind: 'section', isInverted, name, namePlace, parts });
  return undefined;
}

function unclosedSection({ name, isInverted, place }: OpenSection): TemplateError {
  const message = `The section <<${isInverted ? '^' : '#'} ${name} >> is not closed.`;
  return { message, hint: `Add <</ ${name} >> where it ends.`, ...place };
}

/** GT-T1: a section tag alone on its line takes the line with it, its line break included. */
function standaloneLine(
  text: string,
  place: Place,
): { readonly start: number; readonly end: number } | undefined {
  const start = text.lastIndexOf('\n', place.offset - 1) + 1;
  const after = place.offset + place.length;
  const lineBreak = text.indexOf('\n', after);
  const end = lineBreak < 0 ? text.length : lineBreak + 1;
  const isAlone = isBlank(text, start, place.offset) && isBlank(text, after, end);
  // A text of one line has no line to take: `<<# a >>x<</ a >>` never gets here, a lone closing tag would.
  return isAlone && (start > 0 || lineBreak >= 0) ? { start, end } : undefined;
}

function isBlank(text: string, start: number, end: number): boolean {
  return text.slice(start, end).trim() === '';
}
