import type { CompileOutcome } from '../../language/index.ts';
import { renderJson } from '../../language/source/render-json.ts';
import { renderSarif } from '../../language/source/render-sarif.ts';
import { sortFindings } from '../../language/source/sort-findings.ts';
import { compileGiven, configFile } from '../compile-given.ts';
import { exitCode } from '../exit-code.ts';
import { explainedChecks } from '../explained-checks.ts';
import { countFindings, printFindings } from '../findings.ts';
import { fixGiven } from '../fix-config.ts';
import type { Terminal } from '../terminal.ts';
import { usageError } from '../usage-error.ts';
import { type Input, isOn, textOf, type Verb } from '../verb.ts';
import { version } from '../version.ts';
import { compileFlags, jsonFlag, pathArgument } from './flags.ts';

export const configValidate: Verb = {
  name: 'config validate',
  summary: 'Check a config: every finding with its place',
  arguments: [pathArgument],
  flags: [
    ...compileFlags,
    {
      name: 'format',
      value: 'FORMAT',
      choices: ['text', 'json', 'sarif'],
      text: 'text (default), json (the same as --json) or sarif',
    },
    { name: 'fix', text: 'Mend in the file what is certain, and tell what was changed' },
    jsonFlag,
    { name: 'strict', text: 'Warnings count as errors' },
    { name: 'ignore', value: 'CODE', isList: true, text: 'Leave findings of this check out' },
  ],
  notes: [
    'Exit code 7: the config has errors; with --strict warnings, too. docs/checks.md explains each check.',
    'For good: checks: {CODE: off} in .orrery/config.yml, or # orrery: ignore CODE at the line.',
  ],
  examples: [
    ['orrery config validate', 'this repository'],
    ['orrery config validate --fix', 'and mend slips in names, quotes, tabs, …'],
    ['orrery config validate - < config.yml', 'from standard input'],
    ['orrery config validate --json', 'for a script or an editor'],
    ['orrery config validate --format sarif > checks.sarif', 'for code scanning'],
  ],
  async run(input, terminal) {
    const format = isOn(input, 'json') ? 'json' : (textOf(input, 'format') ?? 'text');
    if (isOn(input, 'fix') && format !== 'text' && input.arguments[0] === '-')
      throw usageError(
        `--fix prints the mended config on standard output, where --format ${format} prints what is left.`,
        'Leave out one of the two, or name a file.',
      );
    const isStrict = isOn(input, 'strict');
    const outcome = isOn(input, 'fix')
      ? await fixGiven(input, terminal)
      : await compileGiven(input, terminal);
    if (format === 'text') tellFindings(outcome, input, terminal);
    else await terminal.out(`${JSON.stringify(documentOf(outcome, format, isStrict), undefined, 2)}\n`);
    return isRefused(outcome, isStrict) ? exitCode.config : exitCode.ok;
  },
};

function isRefused({ diagnostics }: CompileOutcome, isStrict: boolean): boolean {
  return diagnostics.some((d) => d.severity === 'error' || (isStrict && d.severity === 'warning'));
}

function documentOf(outcome: CompileOutcome, format: string, isStrict: boolean): object {
  const findings = sortFindings(outcome.diagnostics);
  if (format === 'sarif')
    return renderSarif(findings, outcome.files, { version, explanations: explainedChecks() });
  return {
    schemaVersion: 1,
    valid: !isRefused(outcome, isStrict),
    diagnostics: renderJson(findings, outcome.files),
  };
}

function tellFindings(outcome: CompileOutcome, input: Input, terminal: Terminal): void {
  printFindings(outcome, terminal, '--fix');
  const isInvalid = isRefused(outcome, isOn(input, 'strict'));
  const counts = countFindings(outcome);
  const { name } = configFile(input, terminal);
  const findings = outcome.diagnostics.length;
  const mendable = outcome.diagnostics.filter((d) => d.fix !== undefined).length;
  const what = mendable < findings ? `${mendable} of them` : findings === 1 ? 'it' : 'all of them';
  const advice = mendable === 0 || isOn(input, 'fix') ? '' : ` orrery config validate --fix mends ${what}.`;
  terminal.err(
    isInvalid
      ? `${name} is not valid: ${counts}.${advice}\n`
      : `${name} is valid${counts === '' ? '' : ` (${counts})`}.${advice}\n`,
  );
}
