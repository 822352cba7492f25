import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { needs } from './require.ts';

const root = resolve(import.meta.dirname, '..');
const images = ['cimg/base:stable', 'cimg/node:22.18', 'cimg/node:24.21', 'redis:7'];
const docker = await needs('docker', whyNoImages);

async function whyNoImages(): Promise<string | undefined> {
  const seen = spawnSync('docker', ['image', 'inspect', ...images], { encoding: 'utf8' });
  if (seen.status === 0) return undefined;
  return `${seen.error?.message ?? seen.stderr.trim()} (testing/build-images.sh builds the images)`;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A copy of an example as a repository of its own. */
function checkout(example: string): string {
  const folder = mkdtempSync(join(tmpdir(), `orrery-${example}-`));
  folders.push(folder);
  cpSync(join(root, 'examples', example), folder, { recursive: true });
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'Begin');
  return folder;
}

function git(folder: string, ...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], { cwd: folder });
}

function orrery(folder: string, ...args: readonly string[]): string {
  const result = spawnSync(join(root, 'bin/orrery'), args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      XDG_CONFIG_HOME: join(folder, '.config'),
    },
  });
  expect(result.status, `orrery ${args.join(' ')}\n${result.stdout.slice(-4_000)}\n${result.stderr}`).toBe(0);
  return result.stdout;
}

/** How each workflow of the newest run ended. */
function workflowsOf(folder: string): Readonly<Record<string, string>> {
  const { workflows } = JSON.parse(orrery(folder, 'status', '--json')) as {
    readonly workflows: readonly { readonly name: string; readonly status: string }[];
  };
  return Object.fromEntries(workflows.map(({ name, status }) => [name, status]));
}

interface JobCounts {
  readonly job: string;
  readonly passed: number;
  readonly failed: number;
}

function testsOf(folder: string): Readonly<Record<string, string>> {
  const { jobs } = JSON.parse(orrery(folder, 'tests', 'latest', '--json')) as { jobs: readonly JobCounts[] };
  return Object.fromEntries(jobs.map((one) => [one.job, `${one.passed} passed, ${one.failed} failed`]));
}

const artifactsOf = (folder: string): readonly string[] =>
  (JSON.parse(orrery(folder, 'artifacts', 'latest', '--json')) as readonly { readonly path: string }[]).map(
    (artifact) => artifact.path,
  );

describe.each(['host', ...(docker ? ['docker'] : [])])('on %s', (executor) => {
  const run = (folder: string, ...args: readonly string[]): string =>
    orrery(folder, 'run', '--executor', executor, '--pull', 'never', ...args);

  it('hello greets, and finds its cache the second time', () => {
    const folder = checkout('hello');
    run(folder);
    expect(testsOf(folder)).toEqual({ test: '3 passed, 0 failed' });
    expect(artifactsOf(folder)).toEqual(['site/index.txt']);
    run(folder);
    expect(orrery(folder, 'logs', 'latest', 'build')).toContain('The cache has them.');
  });

  it('monorepo checks three packages, gathers and releases', () => {
    const folder = checkout('monorepo');
    run(folder, '--approve', 'all', '--param', 'environment=production');
    expect(testsOf(folder)).toEqual({
      'check-shared': '4 passed, 0 failed',
      'check-api': '2 passed, 0 failed',
      'check-web': '2 passed, 0 failed',
    });
    expect(orrery(folder, 'logs', 'latest', 'release')).toContain('Released to production with this report:');
    expect(orrery(folder, 'logs', 'latest', 'production-checks')).toContain('What only production asks for.');
  });

  it('dynamic runs what has changed, as one run', () => {
    const folder = checkout('dynamic');
    run(folder);
    const success = { 'find-changes': 'success', 'every-time': 'success' };
    expect(workflowsOf(folder)).toEqual({ ...success, api: 'success', web: 'success' });
    git(folder, 'checkout', '-q', '-b', 'labels');
    appendFileSync(join(folder, 'web/label.js'), '// and more\n');
    git(folder, 'commit', '-q', '-am', 'More');
    run(folder);
    expect(workflowsOf(folder)).toEqual({ ...success, web: 'success' });
    expect(orrery(folder, 'logs', 'latest', 'report')).toContain('api false, web true');
    expect(orrery(folder, 'logs', 'latest', 'paths/filter')).toContain('"continuation-key": "****"');
    orrery(folder, 'rerun', 'latest');
    expect(workflowsOf(folder)).toEqual({ ...success, web: 'success' });
  });

  // The host has nobody to start Redis.
  const jobs = executor === 'host' ? ['smoke'] : [];
  it('node-app tests on two versions of Node, and starts what it packed', () => {
    const folder = checkout('node-app');
    run(folder, ...jobs);
    expect(testsOf(folder)).toMatchObject({
      'unit-22.18': '15 passed, 0 failed',
      'unit-24.21': '15 passed, 0 failed',
      ...(executor === 'docker' && { integration: '3 passed, 0 failed' }),
    });
    expect(artifactsOf(folder).some((path) => path.endsWith('cart-service-1.0.0.tgz'))).toBe(true);
  });
});
