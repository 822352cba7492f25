import { codes, isCode } from './codes.ts';
import type { Diagnostic, Report } from './diagnostic.ts';
import { lineMap } from './line-map.ts';
import { nearest } from './nearest.ts';
import type { SourceFile } from './source-file.ts';

/** `# orrery: ignore code, code -- why`. */
const comment = /#[ \t]*orrery:[ \t]*ignore\b[ \t]*([^\n#]*)/g;

/** A comment that switches checks off, and the line (from 1) whose findings it means. */
interface IgnoreComment {
  readonly line: number;
  readonly start: number;
  readonly codes: readonly { readonly code: string; readonly start: number }[];
}

/**
 * Findings without those that a comment in the file switches off: one behind something means its own line, one that
 * stands alone means the next line that is more than a comment. Errors stay.
 */
export function withoutIgnored(diagnostics: readonly Diagnostic[], file: SourceFile): readonly Diagnostic[] {
  const comments = ignoreComments(file.text);
  if (comments.length === 0) return diagnostics;
  const map = lineMap(file.text);
  const ignored = new Set(comments.flatMap((c) => c.codes.map(({ code }) => `${c.line} ${code}`)));
  return diagnostics.filter(
    (d) =>
      d.severity === 'error' ||
      d.span.file !== file.id ||
      !ignored.has(`${map.position(d.span.start).line} ${d.code}`),
  );
}

/** Tells of comments that name no check: they would switch nothing off, and nobody would know. */
export function checkIgnoreComments(file: SourceFile, report: Report): void {
  const found = ignoreComments(file.text);
  for (const { start, codes: named } of found)
    if (named.length === 0)
      report(
        'config/ignore-comment',
        { file: file.id, start, end: start + 1 },
        'This comment names no check, so it switches nothing off.',
        { severity: 'warning', hint: 'Write: # orrery: ignore unused/job' },
      );
  for (const { code, start } of found.flatMap((c) => c.codes)) {
    if (isCode(code)) continue;
    const near = nearest(code, Object.keys(codes));
    report(
      'config/ignore-comment',
      { file: file.id, start, end: start + code.length },
      `There is no check "${code}", so this comment switches nothing off.`,
      { severity: 'warning', ...(near !== undefined && { hint: `Did you mean "${near}"?` }) },
    );
  }
}

function ignoreComments(text: string): readonly IgnoreComment[] {
  if (!text.includes('orrery:')) return [];
  const lines = text.split('\n');
  const map = lineMap(text);
  return [...text.matchAll(comment)].map((match) => {
    const { line } = map.position(match.index);
    const rest = match[1] ?? '';
    const from = match.index + match[0].length - rest.length;
    const listed = rest.split(/(?:^|\s)--/, 1)[0] ?? '';
    const named = [...listed.matchAll(/[^\s,]+/g)].map((m) => ({ code: m[0], start: from + m.index }));
    return {
      start: match.index,
      line: isAlone(lines[line - 1]) ? nextLine(lines, line) : line,
      codes: named,
    };
  });
}

function isAlone(line: string | undefined): boolean {
  return line !== undefined && /^\s*#/.test(line);
}

/** The first line after `line` that is neither blank nor a comment. */
function nextLine(lines: readonly string[], line: number): number {
  let next = line + 1;
  while (next < lines.length && /^\s*(?:#|$)/.test(lines[next - 1] ?? '')) next++;
  return next;
}
