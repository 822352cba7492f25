import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { afterAll } from 'vitest';
import { compile, type ResolvedStep } from '../../../language/index.ts';
import { builtinOrbSource } from '../orb-source.ts';

/*
 * Plays the steps of an orb's job or command in real shells, in a folder of its own, with programs on PATH that only
 * write down how they are called. What is no fake and no everyday tool is not on PATH.
 */

const root = resolve(import.meta.dirname, '../../../..');

const everyday =
  'awk base64 bash basename cat chmod cksum cp cut date dirname env git grep head id ls mkdir mktemp mv printf ' +
  'readlink rm sed sh sha256sum sort tail tee touch tr true uname wc xargs jq';
const tools = execFileSync(
  'sh',
  [
    '-c',
    `for t in ${everyday}; do command -v "$t"; done; python3 -c 'import sys; print(sys.executable)' || :`,
  ],
  {
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((path) => path.startsWith('/'));

const places = mkdtempSync(join(tmpdir(), 'orrery-orb-jobs-'));
afterAll(() => rmSync(places, { recursive: true, force: true }));

export interface Play {
  /** `aws-ecr: circleci/aws-ecr@6.1.0` and so on. */
  readonly orbs: Readonly<Record<string, string>>;
  /** A step, or a job as workflows name it when it has no steps of its own. */
  readonly step?: unknown;
  readonly job?: unknown;
  readonly environment?: Readonly<Record<string, string>>;
  /** Programs by name: what they do once they have noted their call, as bash. */
  readonly fakes?: Readonly<Record<string, string>>;
  /** Files of the working directory. */
  readonly files?: Readonly<Record<string, string>>;
  /** Runs in the working directory before the first step. */
  readonly before?: string;
  /** The exit code of a step that stands before those of the orb. */
  readonly earlierExit?: number;
}

export interface Played {
  /** Steps, each followed by the calls of fakes that it made, and the exit code where it is not 0. */
  readonly transcript: string;
  /** What the steps printed, both streams. */
  readonly output: string;
  readonly failed: boolean;
  readonly home: string;
  /** A file by its absolute path, or by its path in the working directory. */
  readonly read: (path: string) => string;
}

export async function play(play: Play): Promise<Played> {
  const home = mkdtempSync(join(places, 'job-'));
  const stage = prepareStage(home, play);
  const lines: string[] = [];
  let output = '';
  let failed = false;
  const earlier = (play.earlierExit ?? 0) !== 0;
  failed = earlier;
  for (const step of await stepsOf(play)) {
    if (step.kind !== 'run') {
      if (!failed) lines.push(describe(step));
      continue;
    }
    if (step.when === 'on_fail' ? !failed : step.when === 'on_success' && failed) continue;
    writeFileSync(stage.calls, '');
    const done = runStep(step, stage, play);
    output += done.output;
    const calls = readFileSync(stage.calls, 'utf8').replaceAll(home, '~').split('\n');
    lines.push(`- ${step.name}`, ...calls.filter((c) => c !== '').map((c) => `    ${c}`));
    if (done.code !== 0) lines.push(`    exit ${done.code}`);
    failed ||= done.code !== 0;
  }
  const read = (path: string): string => readFileSync(resolve(home, 'project', path), 'utf8');
  return { transcript: `${lines.join('\n')}\n`, output, failed: failed && !earlier, home, read };
}

interface Stage {
  readonly home: string;
  readonly calls: string;
  readonly bin: string;
}

function prepareStage(home: string, { fakes = {}, files = {}, before }: Play): Stage {
  const bin = join(home, 'bin');
  const project = join(home, 'project');
  mkdirSync(bin);
  mkdirSync(project);
  for (const tool of tools) symlinkSync(tool, join(bin, basename(tool).replace(/^python.*/, 'python3')));
  copyFileSync(join(root, 'src/sandbox/circleci.sh'), join(bin, 'circleci'));
  chmodSync(join(bin, 'circleci'), 0o755);
  const calls = join(home, 'calls');
  for (const [name, body] of Object.entries({ sleep: '', ...fakes })) {
    rmSync(join(bin, name), { force: true });
    writeFileSync(join(bin, name), fake(calls, body), { mode: 0o755 });
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  writeFileSync(join(home, 'bash-env'), '');
  if (before !== undefined)
    execFileSync('bash', ['-ec', before], { cwd: project, env: baseEnvironment(home) });
  return { home, calls, bin };
}

function fake(calls: string, body: string): string {
  return `#!/usr/bin/env -S -u BASH_ENV /bin/bash
{
  printf '%s' "\${0##*/}"
  for word; do
    if [[ $word =~ ^[][A-Za-z0-9_./:=,@%+~-]+$ ]]; then printf ' %s' "$word"; else printf ' %s' "\${word@Q}"; fi
  done
  printf '\\n'
} >>'${calls}'
${body}
`;
}

function baseEnvironment(home: string): Readonly<Record<string, string>> {
  return {
    HOME: home,
    PATH: join(home, 'bin'),
    BASH_ENV: join(home, 'bash-env'),
    LANG: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'kim',
    GIT_AUTHOR_EMAIL: 'kim@example.org',
    GIT_COMMITTER_NAME: 'kim',
    GIT_COMMITTER_EMAIL: 'kim@example.org',
  };
}

async function stepsOf({ orbs, step, job }: Play): Promise<readonly ResolvedStep[]> {
  const docker = [{ image: 'cimg/base:stable' }];
  const own = { docker, steps: [step] };
  const config = {
    version: 2.1,
    orbs,
    ...(step !== undefined && { jobs: { own } }),
    workflows: { all: { jobs: [step === undefined ? job : 'own'] } },
  };
  const { value, diagnostics } = await compile(JSON.stringify(config), {
    path: 'config.yml',
    parameters: {},
    values: {},
    orbs: builtinOrbSource(join(root, 'orbs')),
  });
  if (value === undefined) throw new Error(diagnostics.map((d) => d.message).join('\n'));
  return value.config.jobs[0]?.steps ?? [];
}

function runStep(step: ResolvedStep & { kind: 'run' }, { home }: Stage, { environment = {} }: Play) {
  const [shell = '', ...flags] = (step.shell ?? '/bin/bash -eo pipefail').split(' ');
  const file = join(home, 'step');
  writeFileSync(file, step.command);
  const own = Object.fromEntries(step.environment.map(({ name, value }) => [name, value]));
  const { status, stdout, stderr } = spawnSync(shell, [...flags, file], {
    cwd: resolve(home, 'project', step.workingDirectory ?? '.'),
    env: { ...baseEnvironment(home), ...environment, ...own },
    // Nothing here waits; a shell that hangs must not hang the tests.
    timeout: 50_000,
    killSignal: 'SIGKILL',
    encoding: 'utf8',
  });
  return { code: status ?? -1, output: stdout + stderr };
}

function describe(step: ResolvedStep): string {
  switch (step.kind) {
    case 'save_cache':
      return `- save_cache ${step.key}: ${step.paths.join(' ')}`;
    case 'restore_cache':
      return `- restore_cache ${step.keys.join(' | ')}`;
    case 'attach_workspace':
      return `- attach_workspace ${step.at}`;
    default:
      return `- ${step.kind}`;
  }
}
