import { printProcessed } from '../../language/index.ts';
import { renderJson } from '../../language/source/render-json.ts';
import { hasErrors, sortFindings } from '../../language/source/diagnostic.ts';
import { runBatch } from '../batch.ts';
import { compileGiven } from '../compile-given.ts';
import { exitCode } from '../exit-code.ts';
import { printFindingsBriefly } from '../findings.ts';
import { inputLines } from '../input-lines.ts';
import { isOn, type Verb } from '../verb.ts';
import { compileFlags, jsonFlag, pathArgument } from './flags.ts';

export const configProcess: Verb = {
  name: 'config process',
  summary: 'Compile a config and print the result: version 2, with no orbs, commands or parameters left',
  arguments: [pathArgument],
  flags: [
    ...compileFlags,
    jsonFlag,
    { name: 'batch', text: 'Many at once: a JSON request a line in, an answer a line out' },
  ],
  notes: [
    'Exit code 7: the config has errors; they stand on standard error, or with --json in the JSON.',
    'More than three warnings are only counted; config validate shows them.',
  ],
  examples: [
    ['orrery config process', 'this repository'],
    ['orrery config process --pipeline-parameters \'{"deploy": true}\'', 'with a parameter'],
    ['orrery config process other.yml --json', 'for a script'],
  ],
  async run(input, terminal) {
    if (isOn(input, 'batch')) {
      await runBatch(inputLines(), (line) => void terminal.out(`${line}\n`));
      return exitCode.ok;
    }
    const outcome = await compileGiven(input, terminal);
    const isValid = outcome.value !== undefined && !hasErrors(outcome.diagnostics);
    if (isOn(input, 'json')) {
      const diagnostics = renderJson(sortFindings(outcome.diagnostics), outcome.files);
      const output = isValid && outcome.value !== undefined ? { output: printProcessed(outcome.value) } : {};
      await terminal.out(
        `${JSON.stringify({ schemaVersion: 1, valid: isValid, ...output, diagnostics }, undefined, 2)}\n`,
      );
    } else {
      printFindingsBriefly(outcome, ['orrery config validate', ...input.arguments].join(' '), terminal);
      if (isValid && outcome.value !== undefined) await terminal.out(printProcessed(outcome.value));
    }
    return isValid ? exitCode.ok : exitCode.config;
  },
};
