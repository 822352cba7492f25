import type { Diagnostic } from './diagnostic.ts';
import { type LineMap, lineMap } from './line-map.ts';
import type { SourceFiles } from './source-file.ts';
import type { Span } from './span.ts';

/**
 * Findings as a person reads them in a terminal. The first line of each is one greppable unit
 * (`file:line:column  severity  code`); the caret line underlines the span's part of its first line.
 */
export function renderText(diagnostics: readonly Diagnostic[], files: SourceFiles): string {
  const maps = lineMaps(files);
  return diagnostics.map((d) => renderOne(d, maps)).join('\n');
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

function renderOne(d: Diagnostic, maps: LineMaps): string {
  const lines = [
    `${place(d.span, maps)}  ${d.severity}  ${d.code}`,
    `  ${d.message}`,
    ...excerpt(d.span, maps),
  ];
  for (const r of d.related) lines.push(`  ${r.message}: ${place(r.span, maps)}`);
  if (d.hint !== undefined) lines.push(`  ${d.hint}`);
  return `${lines.join('\n')}\n`;
}

function place(span: Span, maps: LineMaps): string {
  const at = maps(span.file).position(span.start);
  return `${span.file}:${at.line}:${at.column}`;
}

/** The line before and the line itself, underlined. */
function excerpt(span: Span, maps: LineMaps): string[] {
  const map = maps(span.file);
  const start = map.position(span.start);
  const end = map.position(span.end);
  const text = map.line(start.line);
  if (text === undefined || text === '') return [];
  const width = String(start.line).length;
  const before = start.line > 1 ? map.line(start.line - 1) : undefined;
  const length = end.line === start.line ? end.column - start.column : text.length - start.column + 1;
  const caret = `${blanks(text.slice(0, start.column - 1))}${'^'.repeat(Math.max(1, length))}`;
  return [
    '',
    ...(before === undefined || before.trim() === ''
      ? []
      : [`  ${String(start.line - 1).padStart(width)} | ${before}`]),
    `  ${start.line} | ${text}`,
    `  ${' '.repeat(width)} | ${caret}`,
  ];
}

/** As wide as `text`, tabs kept, so that the caret stands under its column. */
function blanks(text: string): string {
  return text.replace(/[^\t]/g, ' ');
}
