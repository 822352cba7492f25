import { printPacked } from '../../language/index.ts';
import { renderJson } from '../../language/source/render-json.ts';
import { renderText } from '../../language/source/render-text.ts';
import { exitCode } from '../exit-code.ts';
import { packPath } from '../read-folder.ts';
import { isOn, type Input, type Verb } from '../verb.ts';
import type { Terminal } from '../terminal.ts';
import { jsonFlag } from './flags.ts';

export const configPack: Verb = {
  name: 'config pack',
  summary: 'Print a config that is split over the files of a folder as one document',
  arguments: [{ name: 'DIR', text: 'The folder', isRequired: true }],
  flags: [jsonFlag],
  notes: [
    'Folders become keys; a file stands under its base name; files in DIR itself, and those named @…,',
    'merge into what they stand in. Anchors hold within their file. Exit code 7: a file has errors.',
  ],
  examples: [
    ['orrery config pack .circleci/src > .circleci/config.yml', 'one config of many files'],
    ['orrery config pack .circleci/src | orrery config validate -', 'check it'],
  ],
  run: (input, terminal) => pack('config', input, terminal),
};

export const orbPack: Verb = {
  name: 'orb pack',
  summary: 'Print an unpacked orb as one document, as it would be published',
  arguments: [{ name: 'DIR', text: 'The folder with @orb.yml', isRequired: true }],
  flags: [jsonFlag],
  notes: [
    'commands/, jobs/, executors/ and examples/ become keys, a file in them stands under its base name.',
    'A value <<include(scripts/x.sh)>> becomes the text of that file. Exit code 7: a file has errors.',
  ],
  examples: [
    ['orrery orb pack src > orb.yml', 'one file'],
    ['orrery orb pack src | orrery orb validate -', 'check it (orb validate src tells better places)'],
  ],
  run: (input, terminal) => pack('orb', input, terminal),
};

async function pack(kind: 'orb' | 'config', input: Input, terminal: Terminal): Promise<number> {
  const [folder = ''] = input.arguments;
  const { value, diagnostics, files } = packPath(folder, kind, terminal);
  if (isOn(input, 'json')) {
    const answer = {
      schemaVersion: 1,
      valid: value !== undefined,
      ...(value !== undefined && { output: printPacked(value) }),
      diagnostics: renderJson(diagnostics, files),
    };
    await terminal.out(`${JSON.stringify(answer, undefined, 2)}\n`);
  } else {
    if (diagnostics.length > 0) terminal.err(`${renderText(diagnostics, files)}\n`);
    if (value !== undefined) await terminal.out(printPacked(value));
  }
  return value === undefined ? exitCode.config : exitCode.ok;
}
