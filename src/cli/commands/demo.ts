import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { executorChoices } from '../choose-executor.ts';
import { demoImage } from '../demo-image.ts';
import { demoFiles } from '../demo-project.ts';
import type { Terminal } from '../terminal.ts';
import { shellWord } from '../shell-word.ts';
import { type Input, isOn, textOf, type Verb } from '../verb.ts';
import { jsonFlag } from './flags.ts';
import { run } from './run.ts';

export const demo: Verb = {
  name: 'demo',
  summary:
    'Run a small built-in pipeline: jobs in order and side by side, cache, workspace, tests, artifacts',
  arguments: [],
  flags: [
    {
      name: 'executor',
      value: 'WHERE',
      choices: executorChoices,
      text: 'auto, docker or host (auto: docker if it answers)',
    },
    jsonFlag,
  ],
  notes: [
    'Its folder is $XDG_STATE_HOME/orrery/demo: look around there with orrery status, logs, artifacts.',
  ],
  examples: [
    ['orrery demo', 'in containers if an engine answers'],
    ['orrery demo --executor host', 'on this machine itself'],
  ],
  async run(input, terminal) {
    const { executor, image } = await choose(textOf(input, 'executor') ?? 'auto', terminal);
    const folder = makeFolder(terminal, demoFiles(image));
    terminal.err(`The demo's config: ${join(folder, '.circleci/config.yml')}\n`);
    const code = await run.run(runInput(input, executor), { ...terminal, cwd: folder });
    terminal.err(
      `\nLook around: cd ${shellWord(folder)} && orrery plan\nYour own pipeline: orrery run, in a repository with a .circleci/config.yml (orrery init writes a first one).\n`,
    );
    terminal.err(pathHint(terminal.environment));
    return code;
  },
};

/** In containers if there is an image to be had; else on the host, and then one line says what an engine would add. */
async function choose(wanted: string, terminal: Terminal): Promise<{ executor: string; image: string }> {
  if (wanted !== 'host') {
    const found = await demoImage(terminal);
    if ('image' in found) return { executor: 'docker', image: found.image };
    if (wanted === 'auto')
      terminal.err(
        `note: no container to run in (${found.why}), so the demo runs on this machine itself. With a container engine every job would run in an image of its own, apart from your files.\n`,
      );
  }
  return { executor: wanted === 'auto' ? 'host' : wanted, image: 'cimg/base:current' };
}

function runInput(input: Input, executor: string): Input {
  const flags = new Map<string, readonly string[]>([
    ['executor', [executor]],
    ['branch', ['main']],
  ]);
  if (isOn(input, 'json')) flags.set('json', ['']);
  return { arguments: [], flags };
}

/** Below the user's state, so that one can look at the runs afterwards; where that cannot be written, a temporary one. */
function makeFolder(terminal: Terminal, files: Readonly<Record<string, string>>): string {
  const { environment } = terminal;
  const state = environment['XDG_STATE_HOME'] || join(environment['HOME'] ?? homedir(), '.local', 'state');
  const folder = join(state, 'orrery', 'demo');
  try {
    writeFiles(folder, files);
    return folder;
  } catch {
    const temporary = mkdtempSync(join(tmpdir(), 'orrery-demo-'));
    writeFiles(temporary, files);
    return temporary;
  }
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Started from a checkout, Orrery is not on PATH yet: the line that puts it there. */
function pathHint(environment: Terminal['environment']): string {
  const folders = (environment['PATH'] ?? '').split(delimiter);
  const bin = resolve(import.meta.dirname, '../../bin');
  if (folders.some((folder) => existsSync(join(folder, 'orrery'))) || !existsSync(join(bin, 'orrery')))
    return '';
  return `To call it from anywhere: export PATH=${shellWord(bin)}:$PATH\n`;
}
