import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unpackTar } from '../../machine/tar-unpack.ts';
import type { SourceSelection } from '../../ports/source-tree.ts';
import { gitSourceTree } from './source-tree.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'orrery-source-')));
const settings = join(root, 'gitconfig');
beforeAll(() => {
  writeFileSync(
    settings,
    '[user]\n\tname = Kim\n\temail = kim@example.org\n[protocol "file"]\n\tallow = always\n[init]\n\tdefaultBranch = main\n',
  );
  process.env['GIT_CONFIG_GLOBAL'] = settings;
  process.env['GIT_CONFIG_NOSYSTEM'] = '1';
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();

function put(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function repository(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(root, 'repo-'));
  git(folder, 'init', '-q');
  put(folder, files);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'first');
  return folder;
}

const skippedOf = new Map<string, string>();

async function checkout(folder: string, what: SourceSelection = { kind: 'tree' }): Promise<string> {
  const target = mkdtempSync(join(root, 'out-'));
  skippedOf.clear();
  await unpackTar(
    target,
    gitSourceTree(folder).archive(what, (path, reason) => skippedOf.set(path, reason)),
    [target],
  );
  return target;
}

const text = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) =>
        !/(?:^|\/)\.git(?:\/|$)/.test(path) &&
        !statSync(join(folder, path), { throwIfNoEntry: false })?.isDirectory(),
    )
    .toSorted();

it('brings tracked, changed and new files, not the ignored and deleted ones', async () => {
  const folder = repository({
    'README.md': 'old',
    'src/app': 'app',
    gone: 'x',
    '.gitignore': '*.log\nbuild/\n',
  });
  put(folder, {
    'README.md': 'changed',
    'src/new': 'new',
    'debug.log': 'x',
    'build/out': 'x',
    '.orrery/local/runs/1': 'x',
    '.orrery/config.yml': 'ours',
  });
  rmSync(join(folder, 'gone'));
  const out = await checkout(folder);
  expect(filesIn(out)).toEqual(['.gitignore', '.orrery/config.yml', 'README.md', 'src/app', 'src/new']);
  expect(text(out, 'README.md')).toBe('changed');
  expect(git(out, 'status', '--porcelain', '-uall')).toBe(
    git(folder, 'status', '--porcelain', '-uall').replace(/\n\?\? \.orrery\/local.*/g, ''),
  );
  expect(skippedOf.size).toBe(0);
});

it('brings modes, links and odd names', async () => {
  const folder = repository({
    'tools/say.sh': '#!/bin/sh',
    plain: 'x',
    'it\'s "so" $HOME [x]*': 'odd',
    '-n': 'dash',
    '日本語/ž': 'utf',
    'a\nb': 'newline',
  });
  chmodSync(join(folder, 'tools/say.sh'), 0o755);
  symlinkSync('plain', join(folder, 'link'));
  symlinkSync('no/such/file', join(folder, 'dangling'));
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'links');
  for (const what of [{ kind: 'tree' }, { kind: 'commit', revision: 'HEAD' }] as const) {
    const out = await checkout(folder, what);
    expect(filesIn(out)).toEqual(filesIn(folder));
    expect([
      statSync(join(out, 'tools/say.sh')).mode & 0o111,
      statSync(join(out, 'plain')).mode & 0o111,
    ]).toEqual([0o111, 0]);
    expect([readlinkSync(join(out, 'link')), readlinkSync(join(out, 'dangling'))]).toEqual([
      'plain',
      'no/such/file',
    ]);
    expect([text(out, '-n'), text(out, '日本語/ž'), text(out, 'a\nb')]).toEqual(['dash', 'utf', 'newline']);
    expect(git(out, 'status', '--porcelain')).toBe('');
  }
});

it('brings a repository that works alone: HEAD, history, branches, tags, remotes, a clean index', async () => {
  const folder = repository({ file: 'one' });
  put(folder, { file: 'two' });
  git(folder, 'commit', '-q', '-a', '-m', 'second');
  git(folder, 'tag', '-a', '-m', 'note', 'v1');
  git(folder, 'branch', 'feature/x', 'HEAD~1');
  git(folder, 'gc', '-q');
  put(folder, { file: 'three' });
  git(folder, 'commit', '-q', '-a', '-m', 'third');
  git(folder, 'remote', 'add', 'origin', 'https://kim:hunter2@github.com/acme/shop.git');
  git(folder, 'update-ref', 'refs/remotes/origin/main', 'HEAD~1');
  git(folder, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  git(folder, 'config', 'http.extraheader', 'AUTHORIZATION: hunter2');
  put(folder, { '.git/hooks/post-checkout': 'exit 1' });
  const out = await checkout(folder);
  expect(git(out, 'status', '--porcelain', '--branch')).toBe('## main');
  expect(git(out, 'log', '--format=%s')).toBe('third\nsecond\nfirst');
  expect(git(out, 'for-each-ref')).toBe(git(folder, 'for-each-ref'));
  expect(git(out, 'cat-file', '-t', 'v1')).toBe('tag');
  expect(git(out, 'show', 'HEAD~2:file')).toBe('one');
  expect(git(out, 'remote', 'get-url', 'origin')).toBe('https://github.com/acme/shop.git');
  expect(git(out, 'rev-parse', 'origin/HEAD')).toBe(git(folder, 'rev-parse', 'HEAD~1'));
  expect(git(out, 'fsck', '--full')).toBe('');
  expect(text(out, '.git/config')).not.toContain('hunter2');
  expect(existsSync(join(out, '.git/hooks'))).toBe(false);
});

it('brings what is staged as staged', async () => {
  const folder = repository({ a: '1', b: '1' });
  put(folder, { a: '2', c: 'new' });
  git(folder, 'add', 'a', 'c');
  put(folder, { a: '3' });
  git(folder, 'rm', '-q', '--cached', 'b');
  const out = await checkout(folder);
  expect(git(out, 'status', '--porcelain')).toBe(git(folder, 'status', '--porcelain'));
  expect(git(out, 'diff', '--cached')).toBe(git(folder, 'diff', '--cached'));
});

it('takes a commit out of the object store, with HEAD where it belongs', async () => {
  const folder = repository({ file: 'one', old: 'x' });
  put(folder, { file: 'two', big: 'big '.repeat(600_000) });
  git(folder, 'rm', '-q', 'old');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'second');
  put(folder, { file: 'dirty', new: 'x' });
  const now = await checkout(folder, { kind: 'commit', revision: 'main' });
  expect([text(now, 'file'), filesIn(now)]).toEqual(['two', ['big', 'file']]);
  expect(text(now, 'big')).toHaveLength(2_400_000);
  expect(git(now, 'status', '--porcelain', '--branch')).toBe('## main');
  const before = await checkout(folder, { kind: 'commit', revision: 'HEAD~1' });
  expect([text(before, 'file'), filesIn(before)]).toEqual(['one', ['file', 'old']]);
  expect(git(before, 'status', '--porcelain', '--branch')).toBe('## HEAD (no branch)');
  expect(git(before, 'rev-parse', 'HEAD')).toBe(git(folder, 'rev-parse', 'HEAD~1'));
  expect(git(folder, 'status', '--porcelain')).toBe(' M file\n?? new');
  await expect(checkout(folder, { kind: 'commit', revision: 'nowhere' })).rejects.toMatchObject({
    code: 'not-found',
  });
});

it('converts the files of a commit as its attributes say', async () => {
  const folder = repository({
    '.gitattributes': '*.bat text eol=crlf\n',
    'run.bat': 'a\nb\n',
    'x y.bat': 'c\n',
  });
  const out = await checkout(folder, { kind: 'commit', revision: 'HEAD' });
  expect([text(out, 'run.bat'), text(out, 'x y.bat')]).toEqual(['a\r\nb\r\n', 'c\r\n']);
  expect(git(out, 'status', '--porcelain')).toBe('');
});

it('makes a repository of its own of a linked worktree', async () => {
  const folder = repository({ file: 'one' });
  const linked = join(root, 'linked');
  git(folder, 'worktree', 'add', '-q', '-b', 'topic', linked);
  put(linked, { file: 'two', new: 'x' });
  git(linked, 'add', 'file');
  const out = await checkout(linked);
  expect(git(out, 'status', '--porcelain', '--branch')).toBe('## topic\nM  file\n?? new');
  expect(statSync(join(out, '.git')).isDirectory()).toBe(true);
  expect(git(out, 'log', '--format=%s')).toBe('first');
  expect(await gitSourceTree(linked).facts()).toMatchObject({ root: linked, branch: 'topic' });
});

it('brings submodules along, with their own changes', async () => {
  const library = repository({ lib: 'one' });
  const folder = repository({ file: 'x' });
  git(folder, 'submodule', '--quiet', 'add', library, 'deps/lib');
  git(folder, 'submodule', '--quiet', 'add', library, 'deps/unused');
  git(folder, 'commit', '-q', '-m', 'submodules');
  git(folder, 'submodule', '--quiet', 'deinit', '-f', 'deps/unused');
  put(folder, { 'deps/lib/lib': 'changed', 'deps/lib/new': 'new' });
  const out = await checkout(folder);
  expect(filesIn(out)).toEqual(['.gitmodules', 'deps/lib/lib', 'deps/lib/new', 'file']);
  expect(text(out, 'deps/lib/lib')).toBe('changed');
  expect(git(join(out, 'deps/lib'), 'status', '--porcelain')).toBe(' M lib\n?? new');
  expect(git(join(out, 'deps/lib'), 'log', '--format=%s')).toBe('first');
  expect(git(out, 'status', '--porcelain')).toBe(git(folder, 'status', '--porcelain'));
  const committed = await checkout(folder, { kind: 'commit', revision: 'HEAD' });
  expect(filesIn(committed)).toEqual(['.gitmodules', 'deps/lib/lib', 'file']);
  expect(git(committed, 'status', '--porcelain')).toBe('');
  expect([...skippedOf.keys()]).toEqual(['deps/unused']);
  expect(filesIn(await checkout(join(folder, 'deps/lib')))).toEqual(['lib', 'new']);
});

it('takes borrowed objects with it, and stays shallow where it is', async () => {
  const folder = repository({ file: 'one' });
  put(folder, { file: 'two' });
  git(folder, 'commit', '-q', '-a', '-m', 'second');
  const borrowing = join(root, 'borrowing');
  git(root, 'clone', '-q', '--shared', folder, borrowing);
  const out = await checkout(borrowing);
  expect(existsSync(join(out, '.git/objects/info/alternates'))).toBe(false);
  expect(git(out, 'log', '--format=%s')).toBe('second\nfirst');
  const shallow = join(root, 'shallow');
  git(root, 'clone', '-q', '--depth=1', `file://${folder}`, shallow);
  const thin = await checkout(shallow);
  expect([git(thin, 'log', '--format=%s'), git(thin, 'status', '--porcelain')]).toEqual(['second', '']);
});

it('works where nothing is committed yet', async () => {
  const folder = mkdtempSync(join(root, 'fresh-'));
  git(folder, 'init', '-q');
  put(folder, { file: 'x', staged: 'y' });
  git(folder, 'add', 'staged');
  const out = await checkout(folder);
  expect(git(out, 'status', '--porcelain')).toBe('A  staged\n?? file');
  expect(await gitSourceTree(folder).facts()).toMatchObject({
    isRepository: true,
    branch: 'main',
    revision: '',
    tag: '',
    commitSubject: '',
  });
  expect(await gitSourceTree(folder).revision('HEAD')).toBeUndefined();
});

it('works where there is no repository', async () => {
  const folder = mkdtempSync(join(root, 'plain-'));
  put(folder, {
    file: 'x',
    'deep/er': 'y',
    '.orrery/local/x': 'z',
    '.orrery/config.yml': 'c',
    '.git/config': '',
  });
  rmSync(join(folder, '.git/config'));
  expect(filesIn(await checkout(folder))).toEqual(['.orrery/config.yml', 'deep/er', 'file']);
  const source = gitSourceTree(folder);
  expect(await source.facts()).toMatchObject({ root: folder, isRepository: false, branch: '', revision: '' });
  expect(await source.fileAt('HEAD', 'file')).toBeUndefined();
  expect(await source.filesAt('HEAD', 'deep')).toEqual([]);
  await expect(checkout(folder, { kind: 'commit', revision: 'HEAD' })).rejects.toMatchObject({
    code: 'not-found',
  });
});

it('leaves out what lies behind a link that took the place of a folder', async () => {
  const folder = repository({ 'd/f': 'tracked', 'other/f': 'elsewhere' });
  rmSync(join(folder, 'd'), { recursive: true });
  symlinkSync('other', join(folder, 'd'));
  const out = await checkout(folder);
  expect(readlinkSync(join(out, 'd'))).toBe('other');
  expect(git(out, 'status', '--porcelain')).toBe(git(folder, 'status', '--porcelain'));
});

it('tells what it had to leave out', async () => {
  const folder = repository({ file: 'x' });
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(0x66, 0xe4)]), 'latin');
  await checkout(folder);
  expect([...skippedOf.keys()].every((path) => ['pipe', 'f\u00e4'].includes(path))).toBe(true);
  expect(skippedOf.get('f\u00e4')).toContain('UTF-8');
});

it.skipIf(process.getuid?.() === 0)('leaves out a file that it may not read', async () => {
  const folder = repository({ file: 'x' });
  writeFileSync(join(folder, 'secret'), 'x', { mode: 0 });
  expect(filesIn(await checkout(folder))).toEqual(['file']);
  expect(skippedOf.get('secret')).toContain('cannot be read');
});

it('tells the facts of a repository, from any folder in it', async () => {
  const folder = repository({ 'sub/file': 'x' });
  git(
    folder,
    'commit',
    '-q',
    '--allow-empty',
    '-m',
    'Say it\n\nWhy it is\nso.',
    '--author',
    'Ada <ada@example.org>',
    '--date',
    '2024-05-06T07:08:09+02:00',
  );
  git(folder, 'remote', 'add', 'origin', 'git@github.com:acme/shop.git');
  git(folder, 'tag', 'v2');
  git(folder, 'checkout', '-q', '-b', 'feature/x');
  const source = gitSourceTree(join(folder, 'sub'));
  expect(await source.facts()).toEqual({
    root: folder,
    isRepository: true,
    branch: 'feature/x',
    defaultBranch: 'main',
    tag: 'v2',
    revision: git(folder, 'rev-parse', 'HEAD'),
    baseRevision: git(folder, 'rev-parse', 'HEAD~1'),
    remoteUrl: 'git@github.com:acme/shop.git',
    owner: 'acme',
    name: 'shop',
    commitSubject: 'Say it',
    commitBody: 'Why it is\nso.',
    authorName: 'Ada',
    authorEmail: 'ada@example.org',
    authorDate: '2024-05-06T07:08:09+02:00',
    userName: 'Kim',
  });
  expect(await source.fileAt('HEAD', 'sub/file')).toBe('x');
  expect(await source.fileAt('HEAD', 'none')).toBeUndefined();
  expect(await source.filesAt('HEAD', 'sub')).toEqual(['file']);
  expect(await source.filesAt('HEAD', 'none')).toEqual([]);
  expect(await source.revision('v2')).toBe(git(folder, 'rev-parse', 'HEAD'));
  expect(await source.revision('HEAD~1')).toBe(git(folder, 'rev-parse', 'HEAD~1'));
  expect(await source.revision('--all')).toBeUndefined();
});

it('is not led astray by the variables of a hook', async () => {
  const folder = repository({ file: 'x' });
  process.env['GIT_DIR'] = '/nowhere';
  process.env['GIT_INDEX_FILE'] = '/nowhere/index';
  try {
    expect(await gitSourceTree(folder).facts()).toMatchObject({ root: folder, branch: 'main' });
    expect(filesIn(await checkout(folder))).toEqual(['file']);
  } finally {
    delete process.env['GIT_DIR'];
    delete process.env['GIT_INDEX_FILE'];
  }
});
