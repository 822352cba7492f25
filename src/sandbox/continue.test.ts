import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { needs } from '../../testing/require.ts';

const script = resolve(import.meta.dirname, 'continue.sh');
const circleci = resolve(import.meta.dirname, 'circleci.sh');
const url = 'https://circleci.example/api/v2/pipeline/continue';

interface Shell {
  readonly name: string;
  readonly argv: readonly string[];
}

const shells: readonly Shell[] = [
  { name: 'dash', argv: ['/bin/dash'] },
  { name: 'bash', argv: ['/bin/bash'] },
  { name: 'busybox', argv: ['/bin/busybox', 'sh'] },
];
const found = await Promise.all(shells.map((shell) => needs(shell.name, () => whyMissing(shell))));
const present = shells.filter((_, i) => found[i]);

async function whyMissing({ argv: [program = ''] }: Shell): Promise<string | undefined> {
  return existsSync(program) ? undefined : `there is no ${program}; continuing is not tested under it`;
}

let folder = '';
let task = '';
let bin = '';
/** The other programs of the image: a `curl` and a `wget` that tell how they were called, and what scripts need. */
let rest = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-continue-'));
  bin = join(folder, 'bin');
  rest = join(folder, 'rest');
  mkdirSync(bin);
  mkdirSync(rest);
  for (const name of ['curl', 'wget', 'circleci-continue', 'circleci']) {
    writeFileSync(join(bin, name), readFileSync(name === 'circleci' ? circleci : script), { mode: 0o755 });
  }
  for (const name of ['curl', 'wget'])
    writeFileSync(join(rest, name), `#!/bin/sh\nprintf '<%s>' "real ${name}" "$@"\nexit 7\n`, {
      mode: 0o755,
    });
  for (const name of ['mkdir', 'mv', 'cat', 'rm', 'sleep']) {
    const tool = ['/bin', '/usr/bin'].map((at) => join(at, name)).find((path) => existsSync(path));
    if (tool !== undefined) symlinkSync(tool, join(rest, name));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  task = mkdtempSync(join(folder, 'task-'));
});

interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** The files of the request that was left, by their names. */
  readonly asked: Readonly<Record<string, string>> | undefined;
}

/** Answers the one request that appears, as the engine does, and tells what was in it. */
function answerOnce(reply: readonly [number, string]) {
  const box = join(task, 'continue');
  mkdirSync(box);
  let asked: Record<string, string> | undefined;
  const look = (): void => {
    const [id] = readdirSync(box).filter((name) => !name.startsWith('.'));
    if (id === undefined || asked !== undefined) return;
    const at = join(box, id);
    asked = Object.fromEntries(readdirSync(at).map((name) => [name, readFileSync(join(at, name), 'utf8')]));
    writeFileSync(join(at, 'status'), `${reply[0]}\n`);
    writeFileSync(join(at, 'reply'), JSON.stringify({ message: reply[1] }));
    writeFileSync(join(at, 'done'), '');
  };
  const watcher = watch(box, look);
  return { asked: () => asked, close: () => watcher.close() };
}

interface Call {
  readonly input?: string;
  readonly reply?: readonly [number, string];
  readonly env?: Readonly<Record<string, string>>;
}

async function call(shell: Shell, name: string, args: readonly string[], more: Call = {}): Promise<Answer> {
  const engine = answerOnce(more.reply ?? [200, 'OK']);
  const [command = '', ...before] = shell.argv;
  const child = spawn(command, [...before, join(bin, name), ...args], {
    cwd: task,
    env: {
      PATH: `${bin}:${rest}`,
      CIRCLE_INTERNAL_TASK_DATA: task,
      CIRCLE_CONTINUATION_KEY: 'the-key',
      ...more.env,
    },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const tooLate = setTimeout(() => child.kill('SIGKILL'), 60_000);
  child.stdin.on('error', () => {});
  child.stdin.end(more.input ?? '');
  const code = await new Promise<number | null>((done) => child.on('close', done));
  clearTimeout(tooLate);
  engine.close();
  return { code, out, err, asked: engine.asked() };
}

const ok = '{"message":"OK"}';
const refused = [409, 'Pipeline is not in setup state.'] as const;
const head = (status: string, length: number): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/json;charset=utf-8\r\ncontent-length: ${length}\r\n\r\n`;

describe.each(present)('under $name', (shell) => {
  describe('curl', () => {
    it('carries a request as the continuation orb makes it', async () => {
      writeFileSync(join(task, 'post.json'), '{"a":\n"b"}\n');
      const args = ['-o', '/dev/stderr', '-w', '%{http_code}', '-XPOST', '-H', 'Accept: application/json'];
      const answer = await call(shell, 'curl', [...args, '--data', '@post.json', url]);
      expect(answer).toEqual({ code: 0, out: '200', err: ok, asked: { body: '{"a":\n"b"}\n' } });
      expect(readdirSync(join(task, 'continue'))).toEqual([]);
    });

    it.each<[string, readonly string[], string]>([
      ['plain data', ['-d', '{"x":1}', url], ok],
      ['without a space', ['-d{"x":1}', url], ok],
      ['data from standard input', ['-sS', '--data-binary', '@-', url], ok],
      ['JSON', [url, '--json', '{"x":1}'], ok],
      ['raw data', ['--url', url, '--data-raw', '{"x":1}'], ok],
      ['two pieces', ['-d', '{"x"', '--json', ':1}', url], ok],
      [
        'flags of connections',
        ['--retry', '5', '--proto', '=https', '--tlsv1.2', '-m', '3', '-d', '{"x":1}', url],
        ok,
      ],
      ['letters in one', ['-sSfLkd', '{"x":1}', `${url}/?a=b`], ok],
      ['headers in the answer', ['-is', '-d', '{"x":1}', url], head('200 OK', 16) + ok],
      ['headers of their own', ['-D', '-', '-o', '/dev/null', '-d', '{"x":1}', url], head('200 OK', 16)],
      ['codes', ['-w', '\\n%{response_code} %{other}100%%\\n', '-d', '{"x":1}', url], `${ok}\n200 100%\n`],
    ])('takes %s', async (_, args, out) => {
      expect(await call(shell, 'curl', args, { input: '{"x":1}' })).toEqual({
        code: 0,
        out,
        err: '',
        asked: { body: '{"x":1}' },
      });
    });

    it.each<[readonly string[], number, string, string]>([
      [[], 0, '{"message":"Pipeline is not in setup state."}', ''],
      [['-f'], 22, '', 'curl: (22) The requested URL returned error: 409\n'],
      [['-sf'], 22, '', ''],
      [['--fail-with-body', '-s'], 22, '{"message":"Pipeline is not in setup state."}', ''],
    ])('tells a refusal with %j', async (flags, code, out, err) => {
      const answer = await call(shell, 'curl', [...flags, '-d', '{}', url], { reply: refused });
      expect(answer).toEqual({ code, out, err, asked: { body: '{}' } });
    });

    it('answers another method itself', async () => {
      expect(await call(shell, 'curl', [url])).toMatchObject({
        out: '{"message":"Method not allowed."}',
        asked: undefined,
      });
    });

    it.each([
      [['-d', url, 'https://circleci.com/api/v2/me']],
      [['-H', `Referer: ${url}`, '--data', '@no such file', 'http://host/x y']],
      [['--version']],
      [[]],
    ])('hands on %j as it is', async (args) => {
      const real = ['real curl', ...args].map((word) => `<${word}>`).join('');
      expect(await call(shell, 'curl', args)).toEqual({ code: 7, out: real, err: '', asked: undefined });
    });

    it('says so where there is no real one, itself by another way included', async () => {
      const other = join(task, 'other');
      mkdirSync(other);
      symlinkSync(join(bin, 'curl'), join(other, 'curl'));
      const nested = join(task, 'nested');
      mkdirSync(nested);
      writeFileSync(join(nested, 'curl'), readFileSync(script), { mode: 0o755 });
      const env = { PATH: `${other}:${bin}:${nested}` };
      expect(await call(shell, 'curl', ['http://host'], { env })).toMatchObject({
        code: 127,
        err: 'sh: curl: not found\n',
      });
    });

    it('gives up in time, and says what it needs', async () => {
      rmSync(join(task, 'continue'), { recursive: true, force: true });
      const [command = '', ...before] = shell.argv;
      const env = { PATH: rest, CIRCLE_INTERNAL_TASK_DATA: task, ORRERY_CONTINUE_TIMEOUT: '0' };
      const late = spawnSync(command, [...before, join(bin, 'curl'), '-d', '{}', url], {
        env,
        encoding: 'utf8',
      });
      expect(late.status).toBe(28);
      expect(late.stderr).toContain('no answer in 0 seconds');
      const bare = spawnSync(command, [...before, join(bin, 'curl'), '-d', '{}', url], {
        env: { ...env, PATH: '/nowhere' },
        encoding: 'utf8',
      });
      // Busybox finds its own programs without any PATH.
      if (shell.name !== 'busybox') expect(bare.stderr).toContain('needs mkdir, which is not in this image');
    });
  });

  describe('wget', () => {
    it.each<[readonly string[], string]>([
      [['-qO-', '--post-data={"x":1}', url], ok],
      [['-q', '-O', '-', '--post-file=-', url], ok],
      [['--quiet', '--output-document=-', '--method=POST', '--body-data', '{"x":1}', url], ok],
    ])('carries %j', async (args, out) => {
      const answer = await call(shell, 'wget', args, { input: '{"x":1}' });
      expect(answer).toEqual({ code: 0, out, err: '', asked: { body: '{"x":1}' } });
    });

    it('tells a refusal, and hands on all else', async () => {
      const answer = await call(shell, 'wget', ['-O-', '--post-data', '{}', url], { reply: refused });
      expect(answer).toMatchObject({ code: 8, out: '', err: 'wget: ERROR 409: Conflict.\n' });
      rmSync(join(task, 'continue'), { recursive: true });
      expect(await call(shell, 'wget', ['http://host'])).toMatchObject({
        code: 7,
        out: '<real wget><http://host>',
      });
    });
  });

  describe('circleci config continue', () => {
    const text = 'version: 2.1\n# "quotes" \\n and ü\n';
    const run = (args: readonly string[], more: Call = {}) =>
      call(shell, 'circleci', ['config', 'continue', ...args], more);

    it('sends a file and parameters as they are', async () => {
      writeFileSync(join(task, 'next.yml'), text);
      expect(await run(['next.yml', '--parameters', '{"a": true}'])).toEqual({
        code: 0,
        out: `${ok}\n`,
        err: '',
        asked: { configuration: text, key: 'the-key', parameters: '{"a": true}' },
      });
    });

    it('reads standard input and a file of parameters', async () => {
      writeFileSync(join(task, 'given.json'), '{"b": 1}\n');
      const { asked } = await run(['--parameters=given.json', '-'], { input: text });
      expect(asked).toEqual({ configuration: text, key: 'the-key', parameters: '{"b": 1}\n' });
    });

    it('tells a refusal and wrong usage', async () => {
      const answer = await run(['-'], { reply: refused });
      expect(answer).toMatchObject({
        code: 1,
        out: '',
        err: '{"message":"Pipeline is not in setup state."}\n',
      });
      expect(answer.asked).toMatchObject({ parameters: '{}' });
      rmSync(join(task, 'continue'), { recursive: true });
      expect(await run(['absent.yml'])).toMatchObject({ code: 2, asked: undefined });
      rmSync(join(task, 'continue'), { recursive: true });
      expect((await run(['--help'])).out).toContain('circleci config continue [--parameters JSON|FILE] FILE');
    });

    it('says where it works', async () => {
      const alone = join(task, 'alone');
      mkdirSync(alone);
      writeFileSync(join(alone, 'circleci'), readFileSync(circleci));
      chmodSync(join(alone, 'circleci'), 0o755);
      const [command = '', ...before] = shell.argv;
      const result = spawnSync(command, [...before, join(alone, 'circleci'), 'config', 'continue', 'x.yml'], {
        env: { PATH: rest },
        encoding: 'utf8',
      });
      expect([result.status, result.stderr]).toEqual([
        1,
        'circleci: only a job of a setup workflow can continue its pipeline: the config needs setup: true\n',
      ]);
    });
  });
});
