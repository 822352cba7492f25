import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type RegistryServer, startRegistryServer } from '../../adapters/orbs-remote/registry-server-fake.ts';
import { runArguments } from '../start.ts';
import { fakeTerminal, type FakeTerminal } from './terminal-fake.ts';

/** A folder with a config that uses orbs, a user with an empty cache, and a registry that answers on loopback. */
export interface OrbProject {
  readonly server: RegistryServer;
  write(path: string, text: string): void;
  read(path: string): string;
  has(path: string): boolean;
  remove(path: string): void;
  /** `more` is put over the environment that names the registry. */
  orrery(
    args: readonly string[],
    input?: string,
    more?: Readonly<Record<string, string | undefined>>,
  ): Promise<FakeTerminal & { readonly code: number }>;
  close(): Promise<void>;
}

export async function startOrbProject(sources: Record<string, string>): Promise<OrbProject> {
  const server = await startRegistryServer(sources);
  const cwd = mkdtempSync(join(tmpdir(), 'orrery-orb-project-'));
  const environment = {
    HOME: cwd,
    XDG_CACHE_HOME: join(cwd, '.cache'),
    ORRERY_ORB_REGISTRY: server.endpoint,
    ORRERY_ORB_TOKEN: 'secret',
  };
  return {
    server,
    write(path, text) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    },
    read: (path) => readFileSync(join(cwd, path), 'utf8'),
    has: (path) => existsSync(join(cwd, path)),
    remove: (path) => rmSync(join(cwd, path), { recursive: true }),
    async orrery(args, input = '', more = {}) {
      const terminal = fakeTerminal({ cwd, environment: { ...environment, ...more }, input });
      return { ...terminal, code: await runArguments(args, terminal) };
    },
    async close() {
      rmSync(cwd, { recursive: true, force: true });
      await server.close();
    },
  };
}

/** A config whose one job has one step, of the orb `kit`. */
export function configWith(reference: string, step = 'kit/say'): string {
  return `version: 2.1\norbs:\n  kit: ${reference}\njobs:\n  build: {docker: [{image: a}], steps: [${step}]}\nworkflows: {main: {jobs: [build]}}\n`;
}

/** An orb that uses another, `acme/base@2`. */
export function kitSaying(word: string): string {
  return `version: 2.1\norbs: {base: acme/base@2}\ncommands:\n  say: {steps: [run: echo ${word}, base/done]}\n`;
}

export const baseOrb = 'version: 2.1\ncommands:\n  done: {steps: [run: echo done]}\n';
