import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const main = resolve(import.meta.dirname, '../src/cli/main.ts');

/** A machine of one user's own: its repositories, with the folders that Orrery keeps for the user. */
export function hostMachine() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'orrery-host-')));
  const environment = {
    ...process.env,
    CI: undefined,
    NO_COLOR: '1',
    HOME: root,
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    XDG_CONFIG_HOME: join(root, 'config'),
    XDG_CACHE_HOME: join(root, 'cache'),
    XDG_STATE_HOME: join(root, 'state'),
  };
  const started: ReturnType<typeof startOrrery>[] = [];
  return {
    root,
    /** Ends what still runs. */
    async remove() {
      for (const one of started) one.kill('SIGKILL');
      await Promise.all(started.map(async (one) => one.ended()));
      rmSync(root, { recursive: true, force: true, maxRetries: 10 });
    },
    /** A repository with that config and those files, in one commit. */
    project(name: string, config: string, files: Readonly<Record<string, string>> = {}) {
      const folder = join(root, name);
      const all = { '.circleci/config.yml': config, ...files };
      for (const [path, text] of Object.entries(all)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      const git = (...args: readonly string[]) =>
        execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], {
          cwd: folder,
        });
      git('init', '-q', '-b', 'main');
      git('add', '-A');
      git('commit', '-q', '-m', 'Begin');
      return {
        folder,
        orrery(...args: readonly string[]) {
          const one = startOrrery(folder, environment, args);
          started.push(one);
          return one;
        },
      };
    },
  };
}

/** The program in a process of its own. */
function startOrrery(cwd: string, env: NodeJS.ProcessEnv, args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let stdout = '';
  const listeners = new Set<() => void>();
  const heard = (chunk: Buffer): void => {
    printed += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    heard(chunk);
  });
  child.stderr.on('data', heard);
  const closed = once(child, 'close').then(([code]) => code as number | null);
  return {
    /** Resolves when it has printed that, on whichever stream. */
    async says(text: string): Promise<void> {
      const { promise, resolve: found, reject } = Promise.withResolvers<void>();
      const look = (): void => {
        if (printed.includes(text)) found();
      };
      listeners.add(look);
      void closed.then(() => reject(new Error(`ended without "${text}":\n${printed}`)));
      look();
      await promise;
      listeners.delete(look);
    },
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** Resolves at its end. */
    ended: async () => ({ code: await closed, stdout, printed }),
  };
}
