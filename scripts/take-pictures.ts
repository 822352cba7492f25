import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { applyDiff } from '../testing/apply-diff.ts';
import { fencedBlocks } from '../testing/fenced-blocks.ts';
import { terminalPicture } from './terminal-picture.ts';

/*
 * Takes the pictures of docs/checks.md: runs ./bin/orrery in a real terminal (tmux) on the web shop's config with some of
 * the twenty mistakes in it, and draws what stands there. node scripts/take-pictures.ts
 */

const root = resolve(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/checks.md'), 'utf8');
const [, twenty = ''] = page.split('\n## Twenty mistakes in a real config\n');

const pictures = [
  { name: 'validate', mistakes: [1, 6, 8], command: 'orrery config validate' },
  { name: 'fix', mistakes: [1, 5, 6, 8, 10, 18], command: 'orrery config validate --fix' },
  { name: 'orb', mistakes: [2, 13, 14], command: 'orrery config validate' },
  { name: 'syntax', mistakes: [4], command: 'orrery config validate' },
];

for (const { name, mistakes, command } of pictures) {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-picture-'));
  try {
    mkdirSync(join(folder, '.circleci'));
    cpSync(join(root, 'testdata/orbs'), join(folder, '.circleci/orbs'), { recursive: true });
    writeFileSync(join(folder, '.circleci/config.yml'), withMistakes(mistakes));
    const screen = runInTerminal(folder, command);
    writeFileSync(join(root, 'docs/pictures', `${name}.svg`), terminalPicture(screen, command));
    process.stdout.write(`docs/pictures/${name}.svg\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function withMistakes(numbers: readonly number[]): string {
  const config = readFileSync(join(root, 'testdata/web-shop/config.yml'), 'utf8');
  return numbers.reduce((text, n) => {
    const section = twenty.split(/^(?=### \d)/m)[n] ?? '';
    return applyDiff(text, fencedBlocks(section)[0]?.text ?? '');
  }, config);
}

/** The screen, colour codes included, when the command has ended. The tmux server is one of our own. */
function runInTerminal(folder: string, command: string): string {
  const socket = join(folder, 'tmux');
  const tmux = (...args: readonly string[]): string => {
    const { stdout, stderr, status } = spawnSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: environment(),
    });
    if (status !== 0) throw new Error(`tmux ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  const script = `printf '\\033[32m$\\033[39m ${command}\\n'; ${command}; tmux -S '${socket}' wait-for -S done; exec sleep 600`;
  try {
    tmux('new-session', '-d', '-x', '120', '-y', '60', 'sh', '-c', script);
    tmux('wait-for', 'done');
    return tmux('capture-pane', '-e', '-p');
  } finally {
    spawnSync('tmux', ['-S', socket, 'kill-server']);
  }
}

/** `CI` and `NO_COLOR` would take the colours away. */
function environment(): NodeJS.ProcessEnv {
  const { CI: _ci, NO_COLOR: _none, TMUX: _outer, ...rest } = process.env;
  return { ...rest, TERM: 'xterm-256color', PATH: `${join(root, 'bin')}:${rest['PATH']}` };
}
