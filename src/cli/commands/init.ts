import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OrreryError } from '../../base/error.ts';
import { storeError } from '../../machine/store-error.ts';
import { exitCode } from '../exit-code.ts';
import { firstConfig } from '../first-config.ts';
import { detectLanguages } from '../languages.ts';
import { configPath } from '../project.ts';
import { isOn, type Verb } from '../verb.ts';

export const init: Verb = {
  name: 'init',
  summary: 'Write a first .circleci/config.yml for the languages found in this folder',
  arguments: [],
  flags: [
    { name: 'print', text: 'Print it, write nothing' },
    { name: 'force', text: 'Write over one that is there' },
  ],
  notes: ['Knows Node, Python, Go, Rust, Java (Maven, Gradle), Ruby, PHP, .NET and Dockerfiles.'],
  examples: [
    ['orrery init', 'then: orrery run'],
    ['orrery init --print', 'only look'],
  ],
  async run(input, terminal) {
    const languages = detectLanguages(terminal.cwd);
    const text = firstConfig(languages);
    if (isOn(input, 'print')) {
      await terminal.out(text);
      return exitCode.ok;
    }
    const file = join(terminal.cwd, configPath);
    if (existsSync(file) && !isOn(input, 'force'))
      throw new OrreryError('arguments/invalid', `There is a ${configPath} already.`, {
        fault: 'user',
        hint: 'orrery run runs it; orrery init --force writes over it.',
      });
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    } catch (error) {
      throw storeError(error, `could not write ${configPath}`);
    }
    const found = languages.map((l) => `${l.name} (${l.because})`).join(', ');
    terminal.err(
      `Wrote ${configPath}: ${found === '' ? 'no language was recognised, so it only says hello' : `for ${found}`}.\nTry it: orrery run\n`,
    );
    return exitCode.ok;
  },
};
