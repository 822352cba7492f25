import type { Diagnostic, Severity } from './diagnostic.ts';
import { lineMap, type LineMap } from './line-map.ts';
import type { SourceFiles } from './source-file.ts';
import type { Span } from './span.ts';

/** A finding as `config validate --json` prints it; lines and columns count from 1. */
export interface JsonDiagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly hint?: string;
  readonly related: readonly {
    readonly message: string;
    readonly file: string;
    readonly line: number;
    readonly column: number;
  }[];
}

export function renderJson(
  diagnostics: readonly Diagnostic[],
  files: SourceFiles,
): readonly JsonDiagnostic[] {
  const known = new Map<string, LineMap>();
  const position = (span: Span, offset: number) => {
    let map = known.get(span.file);
    if (map === undefined) known.set(span.file, (map = lineMap(files.get(span.file)?.text ?? '')));
    return map.position(offset);
  };
  return diagnostics.map((d) => {
    const start = position(d.span, d.span.start);
    const end = position(d.span, d.span.end);
    return {
      code: d.code,
      severity: d.severity,
      message: d.message,
      file: d.span.file,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
      ...(d.hint !== undefined && { hint: d.hint }),
      related: d.related.map((r) => {
        const at = position(r.span, r.span.start);
        return { message: r.message, file: r.span.file, line: at.line, column: at.column };
      }),
    };
  });
}
