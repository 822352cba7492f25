import { renderJson } from '../../language/source/render-json.ts';
import { sortFindings } from '../../language/source/diagnostic.ts';
import { compileGiven, configFile } from '../compile-given.ts';
import { exitCode } from '../exit-code.ts';
import { countFindings, printFindings } from '../findings.ts';
import { isOn, textOf, type Verb } from '../verb.ts';
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
      choices: ['text', 'json'],
      text: 'text (default) or json, the same as --json',
    },
    jsonFlag,
    { name: 'strict', text: 'Warnings count as errors' },
    { name: 'ignore', value: 'CODE', isList: true, text: 'Leave findings of this check out' },
  ],
  notes: [
    'Exit code 7: the config has errors; with --strict warnings, too. Hints alone: 0.',
    'For good: checks: {CODE: off} in .orrery/config.yml, or # orrery: ignore CODE at the line.',
  ],
  examples: [
    ['orrery config validate', 'this repository'],
    ['orrery config validate - < config.yml', 'from standard input'],
    ['orrery config validate --json', 'for a script or an editor'],
  ],
  async run(input, terminal) {
    const outcome = await compileGiven(input, terminal);
    const isStrict = isOn(input, 'strict');
    const isValid = !outcome.diagnostics.some(
      (d) => d.severity === 'error' || (isStrict && d.severity === 'warning'),
    );
    if (isOn(input, 'json') || textOf(input, 'format') === 'json') {
      const diagnostics = renderJson(sortFindings(outcome.diagnostics), outcome.files);
      await terminal.out(
        `${JSON.stringify({ schemaVersion: 1, valid: isValid, diagnostics }, undefined, 2)}\n`,
      );
    } else {
      printFindings(outcome, terminal);
      const counts = countFindings(outcome);
      const { name } = configFile(input, terminal);
      terminal.err(
        isValid
          ? `${name} is valid${counts === '' ? '' : ` (${counts})`}.\n`
          : `${name} is not valid: ${counts}.\n`,
      );
    }
    return isValid ? exitCode.ok : exitCode.config;
  },
};
