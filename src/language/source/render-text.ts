import type { Diagnostic } from './diagnostic.ts';
import { type LineMap, lineMap } from './line-map.ts';
import type { SourceFiles } from './source-file.ts';
import type { Span } from './span.ts';

/** Colours and weights; each function answers its text, dressed up or not. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  blue(text: string): string;
}

const as = (text: string): string => text;
const plain: Paint = { bold: as, dim: as, red: as, yellow: as, blue: as };

/** Related places that are shown; the others are counted. */
const mostRelated = 6;

export interface TextOptions {
  /** Default: no colours. */
  readonly paint?: Paint;
  /** What makes the edits that findings bring along, `--fix`; without it they are not spoken of. */
  readonly mender?: string;
}

/**
 * Findings as a person reads them in a terminal. The first line of each is one greppable unit
 * (`file:line:column  severity  code`); the caret line underlines the span's part of its first line.
 */
export function renderText(
  diagnostics: readonly Diagnostic[],
  files: SourceFiles,
  { paint = plain, mender }: TextOptions = {},
): string {
  const maps = lineMaps(files);
  return diagnostics.map((d) => renderOne(d, { maps, paint, mender })).join('\n');
}

interface Rendering {
  readonly maps: LineMaps;
  readonly paint: Paint;
  readonly mender: string | undefined;
}

type LineMaps = (file: Span['file']) => LineMap;

function lineMaps(files: SourceFiles): LineMaps {
  const known = new Map<string, LineMap>();
  return (file) => {
    let map = known.get(file);
    if (map === undefined) known.set(file, (map = lineMap(files.get(file)?.text ?? '')));
    return map;
  };
}

function renderOne(d: Diagnostic, { maps, paint, mender }: Rendering): string {
  const loud = loudness(d, paint);
  const lines = [
    `${paint.bold(place(d.span, maps))}  ${loud(d.severity)}  ${paint.dim(d.code)}`,
    `  ${d.message}`,
    ...excerpt(d.span, maps, paint, loud),
    ...d.related.slice(0, mostRelated).map((r) => `  ${r.message}: ${place(r.span, maps)}`),
  ];
  const more = d.related.length - mostRelated;
  if (more > 0) lines.push(`  and ${more} more ${more === 1 ? 'place' : 'places'}`);
  const advice = adviceOf(d, mender);
  if (advice !== undefined) lines.push(`  ${advice}`);
  return `${lines.join('\n')}\n`;
}

function loudness({ severity }: Diagnostic, paint: Paint): (text: string) => string {
  const colour = { error: paint.red, warning: paint.yellow, hint: paint.blue }[severity];
  return (text) => colour(text);
}

function adviceOf({ hint, fix }: Diagnostic, mender: string | undefined): string | undefined {
  if (fix === undefined || mender === undefined) return hint;
  return hint === undefined ? `${mender} mends this.` : `${hint} (${mender} does it)`;
}

function place(span: Span, maps: LineMaps): string {
  const at = maps(span.file).position(span.start);
  return `${span.file}:${at.line}:${at.column}`;
}

/** Characters of a line that are shown; of a longer one the part around the place. */
const widest = 160;

/** The line before and the line itself, underlined. */
function excerpt(span: Span, maps: LineMaps, paint: Paint, loud: (text: string) => string): string[] {
  const map = maps(span.file);
  const start = map.position(span.start);
  const end = map.position(span.end);
  const text = map.line(start.line);
  if (text === undefined || text === '') return [];
  const width = String(start.line).length;
  const gutter = (number: string): string => `  ${paint.dim(`${number.padStart(width)} |`)} `;
  const before = start.line > 1 ? map.line(start.line - 1) : undefined;
  const length = end.line === start.line ? end.column - start.column : text.length - start.column + 1;
  const cut = Math.max(0, Math.min(start.column - 41, text.length - widest));
  const shown = cutLine(text, cut);
  const shift = cut === 0 ? 0 : cut - 1;
  const lead = shown.slice(0, start.column - 1 - shift);
  const most = Math.max(1, shown.length - lead.length);
  const caret = `${blanks(lead)}${loud('^'.repeat(Math.max(1, Math.min(length, most))))}`;
  return [
    '',
    ...(before === undefined || before.trim() === ''
      ? []
      : [`${gutter(String(start.line - 1))}${cutLine(before, cut)}`]),
    `${gutter(String(start.line))}${shown}`,
    `${gutter('')}${caret}`,
  ];
}

/** The part of a line from `from` on, with `…` where something was cut. */
function cutLine(line: string, from: number): string {
  const part = line.slice(from, from + widest);
  return `${from === 0 || part === '' ? '' : '…'}${part}${line.length > from + widest ? '…' : ''}`;
}

/** As wide as `text`, tabs kept, so that the caret stands under its column. */
function blanks(text: string): string {
  return text.replace(/[^\t]/g, ' ');
}
