import type { DiagnosticCode } from './codes.ts';
import type { Diagnostic, Severity } from './diagnostic.ts';

export type CheckLevel = readonly [code: DiagnosticCode, level: Severity | 'off'];

/** What findings of a code count as; `off` leaves them out. */
export type CheckLevels = ReadonlyMap<CheckLevel[0], CheckLevel[1]>;

/**
 * Findings with the levels that a repository has set for them. Errors stay what they are: they are what CircleCI
 * refuses, which no setting changes.
 */
export function withLevels(diagnostics: readonly Diagnostic[], levels: CheckLevels): readonly Diagnostic[] {
  if (levels.size === 0) return diagnostics;
  return diagnostics.flatMap((d) => {
    const level = levels.get(d.code);
    if (level === undefined || d.severity === 'error') return [d];
    return level === 'off' ? [] : [{ ...d, severity: level }];
  });
}
