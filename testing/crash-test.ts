import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Kills Orrery with SIGKILL at random points of a run and checks what a user then relies on: `status` tells the truth,
 * no step of an attempt runs twice, what had succeeded is not run again by `rerun`, and nothing of ours is left behind.
 *
 *   node testing/crash-test.ts [--executor host|docker] [--times 20] [--seed 1]
 *
 * Steps write into a ledger outside of Orrery's reach (in Docker through a bound working tree), so the proof does not
 * rest on Orrery's own records.
 */
const option = (name: string, fallback: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};
const executor = option('executor', 'host');
const times = Number(option('times', '20'));
let seed = Number(option('seed', '1'));
const orrery = resolve(import.meta.dirname, '../bin/orrery');
const root = mkdtempSync(join(tmpdir(), 'orrery-crash-'));
const env = {
  ...process.env,
  CI: undefined,
  NO_COLOR: '1',
  XDG_CONFIG_HOME: join(root, 'config'),
  XDG_CACHE_HOME: join(root, 'cache'),
  XDG_STATE_HOME: join(root, 'state'),
};

/** A small linear congruential generator: the same seed kills at the same points. */
function random(): number {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
}

const step = (name: string): string =>
  `      - run: {name: ${name}, command: 'echo "$CIRCLE_WORKFLOW_ID $CIRCLE_JOB ${name}" >> "$LEDGER"; sleep 0.2'}`;
const job = (name: string): string =>
  [
    `  ${name}:`,
    '    docker: [{image: "cimg/base:stable"}]',
    '    steps:',
    step('one'),
    step('two'),
    step('three'),
  ].join('\n');
const config = `version: 2.1
jobs:
${['a', 'b', 'c', 'd'].map(job).join('\n')}
workflows:
  main:
    jobs:
      - a
      - b: {requires: [a]}
      - c: {requires: [a]}
      - d: {requires: [b, c]}
`;

interface Status {
  readonly status: string;
  readonly workflows: readonly {
    readonly id: string;
    readonly jobs: readonly { readonly name: string; readonly status: string }[];
  }[];
}

function repository(): string {
  const folder = mkdtempSync(join(root, 'repo-'));
  mkdirSync(join(folder, '.circleci'));
  writeFileSync(join(folder, '.circleci/config.yml'), config);
  const git = (...args: string[]) =>
    spawnSync('git', ['-c', 'user.name=Kim', '-c', 'user.email=kim@example.org', ...args], { cwd: folder });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  return folder;
}

const ledgerOf = (folder: string): string => join(folder, 'ledger');
const ledger = (folder: string): readonly string[] =>
  existsSync(ledgerOf(folder)) ? readFileSync(ledgerOf(folder), 'utf8').split('\n').filter(Boolean) : [];

function runArguments(folder: string): string[] {
  const place =
    executor === 'docker' ? ['--bind', '-e', 'LEDGER=ledger'] : ['-e', `LEDGER=${ledgerOf(folder)}`];
  return ['run', '--executor', executor, ...place];
}

function cli(
  folder: string,
  args: readonly string[],
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(orrery, args, { cwd: folder, env, encoding: 'utf8', timeout: 120_000 });
}

/** What is wrong after a kill at `afterMs`; undefined when nothing is. */
async function crashOnce(afterMs: number): Promise<string | undefined> {
  const folder = repository();
  const child = spawn(orrery, runArguments(folder), { cwd: folder, env, stdio: 'ignore', detached: true });
  const ended = new Promise((done) => child.on('close', done));
  await sleep(afterMs);
  child.kill('SIGKILL');
  await ended;
  const kept = ledger(folder);
  const first = cli(folder, ['status', 'latest', '--json']);
  if (first.status === 5) return kept.length === 0 ? undefined : 'steps ran, but there is no run';
  if (first.status !== 0) return `status ended with ${first.status}: ${first.stderr}`;
  const before: Status = JSON.parse(first.stdout);
  const liars = before.workflows.flatMap((w) => w.jobs).filter((j) => j.status === 'running');
  if (liars.length > 0) return `status says that ${liars.map((j) => j.name).join(', ')} still runs`;
  const done = before.workflows.flatMap((w) =>
    w.jobs.filter((j) => j.status === 'success').map((j) => j.name),
  );
  for (const name of done) {
    const steps = kept.filter((line) => line.split(' ')[1] === name);
    if (steps.length !== 3)
      return `status says that ${name} succeeded, the ledger has ${steps.length} of its 3 steps`;
  }
  if (before.status !== 'success') {
    const again = cli(folder, ['rerun', 'latest', '--from-failed']);
    if (again.status !== 0)
      return `rerun ended with ${again.status}: ${again.stdout.slice(-400)}${again.stderr.slice(-400)}`;
  }
  return verdict(folder, done);
}

function verdict(folder: string, done: readonly string[]): string | undefined {
  const lines = ledger(folder);
  const twice = lines.filter((line, i) => lines.indexOf(line) !== i);
  if (twice.length > 0) return `ran twice in one attempt: ${twice.join('; ')}`;
  for (const name of done) {
    const attempts = new Set(
      lines.filter((line) => line.split(' ')[1] === name).map((line) => line.split(' ')[0]),
    );
    if (attempts.size > 1) return `${name} had succeeded and was run again`;
  }
  const after: Status = JSON.parse(cli(folder, ['status', 'latest', '--json']).stdout);
  if (after.status !== 'success') return `after the rerun the run is ${after.status}`;
  return leftovers(folder);
}

/** What carries a run of this repository in its label, and processes that carry our ledger in their environment. */
function leftovers(folder: string): string | undefined {
  cli(folder, ['doctor', '--fix']);
  if (executor === 'docker') return labelled(folder);
  const found = spawnSync('sh', ['-c', `grep -lsa "LEDGER=${ledgerOf(folder)}" /proc/[0-9]*/environ`], {
    encoding: 'utf8',
  });
  const left = found.stdout.trim();
  return left === '' ? undefined : `processes left: ${left.split('\n').join(' ')}`;
}

function labelled(folder: string): string | undefined {
  const numbers = join(folder, '.orrery/local/numbers');
  const runs = readdirSync(numbers).map((number) => readFileSync(join(numbers, number), 'utf8'));
  for (const run of runs)
    for (const kind of ['container', 'network', 'volume']) {
      const all = kind === 'container' ? ['-a'] : [];
      const filter = ['--filter', `label=dev.orrery.run=${run}`];
      const list = spawnSync('docker', [kind, 'ls', ...all, '-q', ...filter], { encoding: 'utf8' });
      if (list.stdout.trim() !== '') return `${kind}s left: ${list.stdout.trim().split('\n').join(' ')}`;
    }
  return undefined;
}

/** How long a whole run takes here, so that the kills fall all over it. */
function wholeRunMs(): number {
  const folder = repository();
  const start = performance.now();
  const whole = cli(folder, runArguments(folder));
  if (whole.status !== 0) throw new Error(`the run fails without a kill: ${whole.stdout}${whole.stderr}`);
  return performance.now() - start;
}

let failed = 0;
try {
  const duration = wholeRunMs();
  for (let i = 0; i < times; i += 1) {
    const afterMs = Math.round(random() * duration);
    const problem = await crashOnce(afterMs);
    if (problem !== undefined) failed += 1;
    console.log(
      `${problem === undefined ? 'ok  ' : 'FAIL'} killed after ${afterMs} of ${Math.round(duration)} ms${problem === undefined ? '' : `: ${problem}`}`,
    );
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
console.log(`${times - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
