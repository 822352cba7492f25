import type { CompileOutcome } from '../language/index.ts';
import { hasErrors } from '../language/source/diagnostic.ts';
import { sortFindings } from '../language/source/sort-findings.ts';
import { renderText } from '../language/source/render-text.ts';
import type { Terminal } from './terminal.ts';

/**
 * Prints what the compiler found, for people, on standard error. True when it holds an error. `mender` is the command
 * that mends what can be mended.
 */
export function printFindings(
  outcome: CompileOutcome,
  terminal: Terminal,
  mender = 'orrery config validate --fix',
): boolean {
  const findings = sortFindings(outcome.diagnostics);
  const options = { paint: terminal.errStyle, mender };
  if (findings.length > 0) terminal.err(`${renderText(findings, outcome.files, options)}\n`);
  return hasErrors(findings);
}

/** `2 errors, 1 warning`. */
export function countFindings(outcome: CompileOutcome): string {
  const findings = sortFindings(outcome.diagnostics);
  const counts = (['error', 'warning', 'hint'] as const).flatMap((severity) => {
    const count = findings.filter((d) => d.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`];
  });
  return counts.join(', ');
}
