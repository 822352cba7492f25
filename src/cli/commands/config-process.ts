import {
  type Compiled,
  type CompileOutcome,
  printProcessed,
  printTraced,
  traceSteps,
} from '../../language/index.ts';
import { renderJson } from '../../language/source/render-json.ts';
import { hasErrors } from '../../language/source/diagnostic.ts';
import { sortFindings } from '../../language/source/sort-findings.ts';
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
    { name: 'trace', text: 'Say of each job, key and step where it was written and by which calls it came' },
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
    ['orrery config process --trace', 'where does this step come from?'],
  ],
  async run(input, terminal) {
    if (isOn(input, 'batch')) {
      await runBatch(inputLines(), (line) => void terminal.out(`${line}\n`));
      return exitCode.ok;
    }
    const outcome = await compileGiven(input, terminal);
    const isValid = outcome.value !== undefined && !hasErrors(outcome.diagnostics);
    const compiled = isValid ? outcome.value : undefined;
    const isTraced = isOn(input, 'trace');
    if (isOn(input, 'json')) {
      const json = processedJson(outcome, compiled, isTraced);
      await terminal.out(`${JSON.stringify(json, undefined, 2)}\n`);
    } else {
      printFindingsBriefly(outcome, ['orrery config validate', ...input.arguments].join(' '), terminal);
      if (compiled !== undefined)
        await terminal.out(isTraced ? printTraced(compiled, outcome.files) : printProcessed(compiled));
    }
    return isValid ? exitCode.ok : exitCode.config;
  },
};

/** `output` is without comments either way: with `--trace`, `trace` says the same as data. */
function processedJson(outcome: CompileOutcome, compiled: Compiled | undefined, isTraced: boolean): object {
  return {
    schemaVersion: 1,
    valid: compiled !== undefined,
    ...(compiled !== undefined && { output: printProcessed(compiled) }),
    ...(compiled !== undefined && isTraced && { trace: traceSteps(compiled.config, outcome.files) }),
    diagnostics: renderJson(sortFindings(outcome.diagnostics), outcome.files),
  };
}
