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

/** So many warnings stand before a run; more would bury it. */
const mostWarnings = 3;

/**
 * For verbs that are about something else than the config: its errors, and the warnings if they are few; else how many
 * there are, and that `validate` shows them. No hints. True when it holds an error.
 */
export function printFindingsBriefly(outcome: CompileOutcome, validate: string, terminal: Terminal): boolean {
  const findings = sortFindings(outcome.diagnostics).filter((d) => d.severity !== 'hint');
  const warnings = findings.filter((d) => d.severity === 'warning').length;
  const shown = warnings > mostWarnings ? findings.filter((d) => d.severity === 'error') : findings;
  const options = { paint: terminal.errStyle, mender: `${validate} --fix` };
  if (shown.length > 0) terminal.err(`${renderText(shown, outcome.files, options)}\n`);
  if (warnings > mostWarnings)
    terminal.err(`warning: the config has ${warnings} warnings; ${validate} shows them.\n`);
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
