import type { DiagnosticCode } from './codes.ts';
import type { Span } from './span.ts';

export type Severity = 'error' | 'warning' | 'hint';

/** A second place that explains a finding: "declared here", "passed from here". */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** A replacement of the text at `span`. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** Something wrong in the user's files. A value, never thrown. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One sentence: what was expected, what was found. */
  readonly message: string;
  readonly span: Span;
  readonly related: readonly Related[];
  /** What to do, one line: `Add: repo: <name>`, `Did you mean "steps"?`. */
  readonly hint?: string;
  /** Edits that certainly mend it. */
  readonly fix?: readonly TextEdit[];
  /** What stands in different places and is the same fault: the values of a matrix, say, that an orb does not take. */
  readonly group?: string;
}

/** A stage's answer. `value` is there whenever a later stage can still say something useful. */
export interface Outcome<T> {
  readonly value: T | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ReportExtras {
  readonly severity?: Severity;
  readonly related?: readonly Related[];
  readonly hint?: string;
  readonly fix?: readonly TextEdit[];
  readonly group?: string;
}

/** How a stage records a finding: its only side effect. */
export type Report = (code: DiagnosticCode, span: Span, message: string, extras?: ReportExtras) => void;

/** A `Report` that gathers what it is told. */
export interface Findings {
  readonly report: Report;
  readonly all: readonly Diagnostic[];
}

export function findings(): Findings {
  const all: Diagnostic[] = [];
  return {
    all,
    report(code, span, message, extras = {}) {
      const { severity = 'error', related = [], hint, fix, group } = extras;
      all.push({
        code,
        severity,
        message,
        span,
        related,
        ...(hint !== undefined && { hint }),
        ...(fix !== undefined && { fix }),
        ...(group !== undefined && { group }),
      });
    },
  };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === 'error');
}
