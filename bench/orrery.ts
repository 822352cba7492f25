import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ChildResult, runChild } from './child.ts';

const launcher = resolve(import.meta.dirname, '../bin/orrery');

/** A repository in a temporary folder with `config` as its pipeline. */
export interface Project extends Disposable {
  readonly folder: string;
  orrery(...args: readonly string[]): Promise<ChildResult>;
}

export function makeProject(config: string): Project {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-bench-'));
  mkdirSync(join(folder, '.circleci'));
  writeFileSync(join(folder, '.circleci/config.yml'), config);
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
      cwd: folder,
      stdio: 'ignore',
    });
  };
  git('init', '-b', 'main');
  git('add', '-A');
  git('commit', '-m', 'bench');
  return {
    folder,
    orrery: (...args) =>
      runChild([launcher, ...args], { cwd: folder, env: { XDG_CONFIG_HOME: join(folder, '.config') } }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Starts it once, so that setting up (its bundle, its packages) is not measured. */
export async function warmUp(): Promise<void> {
  await runChild([launcher, '--version']);
}

export function orreryCommand(...args: readonly string[]): readonly string[] {
  return [launcher, ...args];
}
