import { checkOrb, packFiles, type OrbCheck } from '../../language/index.ts';
import { type Diagnostic, hasErrors } from '../../language/source/diagnostic.ts';
import { renderJson } from '../../language/source/render-json.ts';
import type { SourceFiles } from '../../language/source/source-file.ts';
import { composeOrbs } from '../compose.ts';
import { exitCode } from '../exit-code.ts';
import { countFindings, printFindings } from '../findings.ts';
import { orbOptions } from '../orb-options.ts';
import { findProject } from '../project.ts';
import { packPath } from '../read-folder.ts';
import type { Terminal } from '../terminal.ts';
import { type Input, isOn, type Verb } from '../verb.ts';
import { jsonFlag, orbFlags } from './flags.ts';

export const orbValidate: Verb = {
  name: 'orb validate',
  summary: "Check an orb's source: every command, job and executor is compiled, and the examples with them",
  arguments: [
    { name: 'PATH', text: 'A file, - for standard input, or an unpacked folder', isRequired: true },
  ],
  flags: [...orbFlags, jsonFlag],
  notes: [
    'Parameters without a default get samples. Trouble in an example is a warning.',
    'Exit code 7: the orb has errors. Warnings alone: 0.',
  ],
  examples: [
    ['orrery orb validate src', 'the unpacked form: findings tell the file they stand in'],
    ['orrery orb validate orb.yml --json', 'one file, for a script'],
  ],
  async run(input, terminal) {
    const [given = ''] = input.arguments;
    const checked = await check(given, input, terminal);
    const isValid = !hasErrors(checked.diagnostics);
    if (isOn(input, 'json')) {
      const { diagnostics, files, uncheckedExamples } = checked;
      const answer = {
        schemaVersion: 1,
        valid: isValid,
        uncheckedExamples,
        diagnostics: renderJson(diagnostics, files),
      };
      await terminal.out(`${JSON.stringify(answer, undefined, 2)}\n`);
    } else tell(given === '-' ? 'standard input' : given, checked, isValid, terminal);
    return isValid ? exitCode.ok : exitCode.config;
  },
};

async function check(given: string, input: Input, terminal: Terminal): Promise<OrbCheck> {
  const packed =
    given === '-'
      ? packFiles([{ path: 'standard input', text: await terminal.readInput() }], {
          kind: 'orb',
          prefix: '',
          isOneFile: true,
        })
      : packPath(given, 'orb', terminal);
  const { value, diagnostics, files } = packed;
  if (value === undefined) return { diagnostics, files, uncheckedExamples: [] };
  const project = findProject(terminal.cwd);
  const orbs = composeOrbs(project, orbOptions(input, project, false), terminal);
  const checked = await checkOrb(value, { files, orbs: orbs.source });
  orbs.source.tellBuiltin();
  return { ...checked, diagnostics: [...diagnostics, ...checked.diagnostics] };
}

function tell(
  name: string,
  { diagnostics, files, uncheckedExamples }: OrbCheck,
  isValid: boolean,
  terminal: Terminal,
): void {
  const outcome: { value: undefined; diagnostics: readonly Diagnostic[]; files: SourceFiles } = {
    value: undefined,
    diagnostics,
    files,
  };
  printFindings(outcome, terminal);
  for (const example of uncheckedExamples)
    terminal.err(`note: the example "${example}" is not checked: an orb that it uses is not to be had.\n`);
  const counts = countFindings(outcome);
  terminal.err(
    isValid
      ? `${name} is valid${counts === '' ? '' : ` (${counts})`}.\n`
      : `${name} is not valid: ${counts}.\n`,
  );
}
