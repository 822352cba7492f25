import { generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { SecretStore } from '../../ports/secret-store.ts';
import { fileSecretStore } from './secret-store.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-secrets-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Stage {
  readonly store: SecretStore;
  readonly project: string;
  readonly user: string;
  readonly warnings: readonly string[];
  readonly put: (path: string, text: string, mode?: number) => void;
}

function stage(): Stage {
  const folder = mkdtempSync(join(root, 'x-'));
  const project = join(folder, 'repo/.orrery/local');
  const user = join(folder, 'config/orrery');
  const warnings: string[] = [];
  const put = (path: string, text: string, mode = 0o600): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
  };
  return {
    store: fileSecretStore({ project, user }, (message) => warnings.push(message)),
    project,
    user,
    warnings,
    put,
  };
}

const plain = (variables: ReadonlyMap<string, string> | undefined) =>
  variables && Object.fromEntries(variables);

it('has no context that nobody made, and an empty project', async () => {
  const { store, project } = stage();
  expect(await store.context('none')).toBeUndefined();
  expect(await store.contextNames()).toEqual([]);
  expect(plain(await store.project())).toEqual({});
  expect(await store.removeContext('none')).toBe(false);
  expect(await store.removeContext('none', 'KEY')).toBe(false);
  expect(await store.removeProject('KEY')).toBe(false);
  expect(existsSync(project)).toBe(false);
});

it("takes a context's variables from both folders, the project's first", async () => {
  const { store, project, user, put } = stage();
  put(join(user, 'contexts/vault.env'), 'A=user\nB=user\n');
  put(join(user, 'contexts/empty.env'), '');
  put(join(project, 'contexts/vault.env'), 'B=project\nC=project\n');
  expect(plain(await store.context('vault'))).toEqual({ A: 'user', B: 'project', C: 'project' });
  expect(plain(await store.context('empty'))).toEqual({});
  expect(await store.contextNames()).toEqual(['empty', 'vault']);
});

it('sets and removes variables of a context', async () => {
  const { store, project, user, put } = stage();
  put(join(user, 'contexts/vault.env'), '# team\nA=user\nB=user\n');
  await store.setContext('vault', 'A', 'line 1\nline 2');
  await store.setContext('vault', 'C', '"as it is"');
  expect(plain(await store.context('vault'))).toEqual({ A: 'line 1\nline 2', B: 'user', C: '"as it is"' });
  expect(await store.removeContext('vault', 'A')).toBe(true);
  expect(plain(await store.context('vault'))).toEqual({ B: 'user', C: '"as it is"' });
  expect(readFileSync(join(user, 'contexts/vault.env'), 'utf8')).toBe('# team\nB=user\n');
  expect(await store.removeContext('vault')).toBe(true);
  expect(await store.context('vault')).toBeUndefined();
  expect(readdirSync(join(project, 'contexts'))).toEqual([]);
});

it('keeps what it writes from other users, and from git', async () => {
  const { store, project } = stage();
  await store.setProject('TOKEN', 'x');
  await store.setContext('vault', 'TOKEN', 'y');
  for (const file of ['project.env', 'contexts/vault.env'])
    expect(statSync(join(project, file)).mode & 0o777).toBe(0o600);
  expect(statSync(join(project, 'contexts')).mode & 0o077).toBe(0);
  expect(readFileSync(join(project, '.gitignore'), 'utf8')).toBe('*\n');
});

it('sets and removes project variables', async () => {
  const { store } = stage();
  await store.setProject('A', '1');
  await store.setProject('A', '2');
  await store.setProject('B', '');
  expect(plain(await store.project())).toEqual({ A: '2', B: '' });
  expect(await store.removeProject('A')).toBe(true);
  expect(plain(await store.project())).toEqual({ B: '' });
  await expect(store.setProject('A-B', '1')).rejects.toMatchObject({ code: 'arguments/invalid' });
});

it('warns once of a file that others may read', async () => {
  const { store, project, put, warnings } = stage();
  put(join(project, 'contexts/open.env'), 'A=1\n', 0o644);
  await store.context('open');
  await store.context('open');
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('chmod 600');
});

it.each(['acme/prod', '../../../etc/passwd', '.hidden', 'a b', '-rf', '50%2F', 'žluť', 'C:\\x', 'a\nb'])(
  'keeps the context %j in its place',
  async (name) => {
    const { store, project } = stage();
    await store.setContext(name, 'A', name);
    expect(plain(await store.context(name))).toEqual({ A: name });
    expect(await store.contextNames()).toEqual([name]);
    expect(readdirSync(join(project, 'contexts'))).toHaveLength(1);
  },
);

it('finds ssh keys by fingerprint, for any host or for one', async () => {
  const { store, project, user, put, warnings } = stage();
  const pem = () =>
    generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs1', format: 'pem' })
      .toString();
  const [one, two] = [pem(), pem()];
  put(join(project, 'ssh-keys/deploy'), one);
  put(join(project, 'ssh-keys/notes.txt'), 'not a key');
  put(join(user, 'ssh-keys/copy'), one);
  put(join(user, 'ssh-keys/git.example.org/id'), two.trimEnd());
  const all = await store.sshKeys([]);
  expect(all.map((key) => [key.host, key.privateKey])).toEqual([
    ['', one],
    ['git.example.org', two],
  ]);
  const asked = all[1]?.fingerprint ?? '';
  expect(asked).toMatch(/^SHA256:/);
  expect((await store.sshKeys([asked, 'SHA256:nobody'])).map((key) => key.fingerprint)).toEqual([asked]);
  expect(warnings.join()).toContain('notes.txt');
});
