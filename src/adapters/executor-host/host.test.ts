import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  Executor,
  JobSandbox,
  JobSpec,
  OutputSink,
  StepResult,
  StepSpec,
} from '../../ports/executor.ts';
import { never, plainImage, plainJob, plainStep } from '../../ports/testing/specs.ts';
import { hostExecutor } from './executor.ts';
import { readProcess } from './process-table.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'orrery-host-')));
const work = join(root, 'work');
const executor: Executor = hostExecutor({ work, environment: { ...process.env, MY_TOKEN: 'of the caller' } });
afterAll(async () => {
  await executor.close?.();
  rmSync(root, { recursive: true, force: true });
});

const image = plainImage('cimg/node:22.18');

async function prepare(over: Partial<JobSpec> = {}, lines: string[] = []): Promise<JobSandbox> {
  return executor.prepare(plainJob(over), { log: (line) => lines.push(line), transfer() {} }, never());
}

async function run(
  sandbox: JobSandbox,
  command: string,
  over: Partial<StepSpec> = {},
): Promise<{ readonly result: StepResult; readonly text: string }> {
  let text = '';
  const sink: OutputSink = (chunk) => void (text += Buffer.from(chunk).toString());
  return { result: await sandbox.runStep(plainStep(command, over), sink, never()), text };
}

const textOf = async (sandbox: JobSandbox, command: string, over: Partial<StepSpec> = {}): Promise<string> =>
  (await run(sandbox, command, over)).text;

const runs = (pid: number): boolean => readProcess(pid) !== undefined;

describe('preparing', () => {
  it('says what it ignores', async () => {
    const lines: string[] = [];
    await (await prepare({ image }, lines)).dispose();
    expect(lines[0]).toMatch(/^On this machine itself: .+ CPUs/);
    expect(lines[1]).toContain('ignores the image cimg/node:22.18');
  });

  it('refuses service containers', async () => {
    await expect(prepare({ services: [{ ...image, image: 'postgres:16' }] })).rejects.toMatchObject({
      code: 'executor/failed',
      message: expect.stringContaining('postgres:16'),
      hint: expect.stringContaining('--executor docker'),
    });
  });

  it('takes the homes of images for its own, and refuses other places', async () => {
    const lines: string[] = [];
    const moved = await prepare({ workingDirectory: '/home/circleci/app/' }, lines);
    expect(moved.workingDirectory).toBe(join(moved.home, 'app'));
    expect(lines.at(-1)).toContain('/home/circleci/app/ is ~/app');
    await moved.dispose();
    const shared = await prepare({ workingDirectory: join(root, 'shared') });
    expect(await textOf(shared, 'pwd')).toBe(`${root}/shared\n`);
    await shared.dispose();
    for (const workingDirectory of ['/usr/src/app', '~/../../../../../../../usr/up', '/tmp/../etc'])
      await expect(prepare({ workingDirectory })).rejects.toMatchObject({ code: 'executor/failed' });
  });

  it('works in a bound folder itself', async () => {
    const bind = join(root, 'bound');
    mkdirSync(bind);
    writeFileSync(join(bind, 'mine'), 'mine');
    const sandbox = await prepare({ bind });
    expect(await textOf(sandbox, 'cat mine; echo made > made; pwd')).toBe(`mine${bind}\n`);
    await sandbox.dispose();
    expect(readdirSync(bind).toSorted()).toEqual(['made', 'mine']);
    await expect(prepare({ bind: join(root, 'nowhere') })).rejects.toMatchObject({ code: 'executor/failed' });
  });

  it('refuses a variable that no process can get, by its name', async () => {
    await expect(prepare({ environment: { HUGE: 'x'.repeat(131_072) } })).rejects.toThrow('HUGE');
    const sandbox = await prepare();
    const { result, text } = await run(sandbox, 'true', { environment: { HUGE: 'x'.repeat(131_072) } });
    expect([result, text]).toEqual([
      { kind: 'exited', code: 126, halt: false },
      expect.stringContaining('HUGE'),
    ]);
    await sandbox.dispose();
  });

  it('leaves nothing of a job that could not be prepared', async () => {
    const before = readdirSync(work).flatMap((owner) => readdirSync(join(work, owner)));
    await expect(prepare({ workingDirectory: '/etc/x' })).rejects.toThrow();
    expect(readdirSync(work).flatMap((owner) => readdirSync(join(work, owner)))).toEqual(before);
  });
});

describe('steps', () => {
  let sandbox: JobSandbox;
  beforeAll(async () => {
    sandbox = await prepare({ environment: { FROM_JOB: '1', PATH: '/usr/bin:/bin' } });
  });
  afterAll(async () => sandbox.dispose());

  it('have the environment that is given, and of the machine only what tells of it', async () => {
    const names = (
      await textOf(sandbox, `cat /proc/self/environ | tr '\\0' '\\n' | sed 's/=.*//' | sort`, {
        shell: '/bin/sh',
      })
    )
      .trim()
      .split('\n');
    expect(names).toEqual(
      expect.arrayContaining(['BASH_ENV', 'CIRCLE_INTERNAL_TASK_DATA', 'FROM_JOB', 'HOME', 'PATH']),
    );
    expect(names).not.toContain('MY_TOKEN');
    expect(await textOf(sandbox, 'echo "$PATH"')).toMatch(/^\/\S+\/bin:\/usr\/bin:\/bin\n$/);
  });

  it('may write to /dev/stdout and /dev/stderr', async () => {
    const command =
      'echo one > /dev/stderr; echo two | tee /dev/stdout >> /dev/stderr; echo three > /proc/self/fd/1';
    expect(await textOf(sandbox, command)).toBe('one\ntwo\ntwo\nthree\n');
  });

  it('have no terminal', async () => {
    expect(await textOf(sandbox, '(: < /dev/tty) 2> /dev/null || echo none')).toBe('none\n');
  });

  it('run any program as their shell, also with a long command', async () => {
    const long = `${'#'.repeat(140_000)}\n`;
    const shell = `${process.execPath} --no-warnings`;
    expect(
      (await run(sandbox, `${long}console.log(6 * 7)`.replaceAll('#', '/'), { shell })).result,
    ).toMatchObject({ code: expect.any(Number) });
    expect(await textOf(sandbox, `${long}echo $((6 * 7))`, { shell: '/bin/sh' })).toBe('42\n');
    expect(await textOf(sandbox, 'echo "<$0> <$1>"', { shell: `bash -c 'echo "$@"' "a b"` })).toBe(
      '-c echo "<$0> <$1>"\n',
    );
  });

  it('tell by an exit code like that of a shell why they could not start', async () => {
    const plain = join(sandbox.home, 'no-program');
    writeFileSync(plain, '');
    expect((await run(sandbox, 'true', { shell: '/no/such' })).result).toMatchObject({ code: 127 });
    expect((await run(sandbox, 'true', { shell: plain })).result).toMatchObject({ code: 126 });
    const { result, text } = await run(sandbox, 'true', { workingDirectory: `${plain}/below` });
    expect([result, text]).toEqual([
      expect.objectContaining({ code: 1 }),
      expect.stringContaining('working directory'),
    ]);
  });

  it('go on when a step has removed the working directory', async () => {
    await run(sandbox, 'rm -rf "$PWD"');
    expect(await textOf(sandbox, 'pwd')).toBe(`${sandbox.workingDirectory}\n`);
  });

  it('hear in the next step what an earlier one still says, and nothing of it between', async () => {
    await run(sandbox, '(sleep 0.4; echo late; sleep 0.4; echo later) &');
    expect(await textOf(sandbox, 'sleep 0.5; echo now')).toBe('late\nnow\n');
    expect(await textOf(sandbox, 'sleep 0.6; echo then')).toBe('later\nthen\n');
  });

  it('fail with the error of their sink, killed', async () => {
    let pid = 0;
    const sink = async (chunk: Uint8Array): Promise<void> => {
      pid = Number(Buffer.from(chunk).toString());
      throw new Error('the disk is full');
    };
    await expect(sandbox.runStep(plainStep('echo $$; sleep 100'), sink, never())).rejects.toThrow(
      'the disk is full',
    );
    expect(runs(pid)).toBe(false);
    expect(await textOf(sandbox, 'echo on')).toBe('on\n');
  });

  it('are not silent while their output waits for a slow reader', async () => {
    const sink = async (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 900));
    const result = await sandbox.runStep(
      plainStep('echo 1; sleep 0.2; echo 2', { noOutputTimeoutMs: 500 }),
      sink,
      never(),
    );
    expect(result).toMatchObject({ kind: 'exited', code: 0 });
  });

  it('are canceled though their reader does not answer', async () => {
    const controller = new AbortController();
    const stuck = async (): Promise<void> => {
      controller.abort();
      await new Promise(() => {});
    };
    expect(await sandbox.runStep(plainStep('yes'), stuck, controller.signal)).toEqual({ kind: 'canceled' });
  });

  it('cost no file descriptor each', async () => {
    const count = (): number => readdirSync('/proc/self/fd').length;
    for (let i = 0; i < 5; i += 1) await run(sandbox, 'echo x');
    const before = count();
    for (let i = 0; i < 40; i += 1) await run(sandbox, 'echo x');
    expect(count()).toBeLessThanOrEqual(before + 1);
  });
});

describe('the end of a job', () => {
  it('kills daemons that steps have left, with and without an environment, and removes all', async () => {
    const sandbox = await prepare();
    const command = `
      setsid sh -c 'echo $$ > one; exec sleep 300' > /dev/null 2>&1 &
      (env -i setsid sh -c 'echo $$ > two; exec sleep 300' > /dev/null 2>&1 &) &
      until [ -s one ] && [ -s two ]; do sleep 0.02; done`;
    expect((await run(sandbox, command)).result).toMatchObject({ code: 0 });
    const pids = ['one', 'two'].map((name) =>
      Number(readFileSync(join(sandbox.workingDirectory, name), 'utf8')),
    );
    expect(pids.map(runs)).toEqual([true, true]);
    await sandbox.dispose();
    expect(pids.map(runs)).toEqual([false, false]);
    expect(existsSync(sandbox.home)).toBe(false);
  });

  it('spares whoever only looks into the folder from a terminal-less child of this process', async () => {
    const sandbox = await prepare();
    const stranger = spawn('sleep', ['300'], { cwd: tmpdir() });
    await run(sandbox, 'true & wait');
    await sandbox.dispose();
    expect(runs(stranger.pid ?? 0)).toBe(true);
    stranger.kill();
  });

  it('removes what may not be written to, and follows no link out', async () => {
    const outside = join(root, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'kept'), '');
    const sandbox = await prepare();
    symlinkSync(outside, join(sandbox.home, 'link'));
    await run(sandbox, 'mkdir -p mod/cache && touch mod/cache/x && chmod -R a-w mod');
    await sandbox.dispose();
    expect([existsSync(sandbox.home), existsSync(join(outside, 'kept'))]).toEqual([false, true]);
  });

  it('lets no step begin any more', async () => {
    const sandbox = await prepare();
    await sandbox.dispose();
    expect((await run(sandbox, 'true')).result.kind).toBe('lost');
    expect((await (await sandbox.startBackground(plainStep('true'), () => {})).done).kind).toBe('lost');
  });
});

describe('copies', () => {
  it('stay inside of the job and of the shared folders', async () => {
    const sandbox = await prepare();
    const tar = async () => (await sandbox.copyOut(join(sandbox.home, 'file'))) ?? (async function* () {})();
    writeFileSync(join(sandbox.home, 'file'), 'x');
    await sandbox.copyIn(join(sandbox.home, 'deep/er'), await tar());
    await sandbox.copyIn(join(root, 'absolute'), await tar());
    expect(existsSync(join(root, 'absolute/file'))).toBe(true);
    await expect(sandbox.copyIn('/usr/local/orrery-test', await tar())).rejects.toMatchObject({
      code: 'executor/failed',
    });
    symlinkSync('/usr/local', join(sandbox.home, 'way-out'));
    await expect(sandbox.copyIn(join(sandbox.home, 'way-out/x'), await tar())).rejects.toMatchObject({
      code: 'executor/failed',
    });
    await sandbox.dispose();
  });
});

/** Another process that runs a job on the same folder and tells the pids of its step. */
async function other(command: string): Promise<{ child: ChildProcess; pids: readonly number[] }> {
  const script = `
    import { hostExecutor } from ${JSON.stringify(join(import.meta.dirname, 'executor.ts'))};
    const executor = hostExecutor({ work: ${JSON.stringify(work)}, environment: process.env });
    const quiet = { log() {}, transfer() {} };
    const sandbox = await executor.prepare(${JSON.stringify(plainJob())}, quiet, new AbortController().signal);
    const step = ${JSON.stringify(plainStep(command))};
    await sandbox.runStep(step, (chunk) => void process.stdout.write(chunk), new AbortController().signal);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.includes('ready')) break;
  }
  return { child, pids: text.split('\n').flatMap((line) => (/^\d+$/.test(line) ? [Number(line)] : [])) };
}

describe('the death of the owner', () => {
  const tree = `
    trap '' TERM HUP INT
    echo $$
    setsid sh -c 'echo $$; exec sleep 300' &
    (env -i setsid sh -c 'echo $$; exec sleep 300' &) &
    sleep 0.3
    echo ready
    sleep 300`;

  it('takes the steps along, and their folder', async () => {
    const { child, pids } = await other(tree);
    expect(pids).toHaveLength(3);
    expect(pids.map(runs)).toEqual([true, true, true]);
    const owner = readdirSync(work).find((name) => name.includes(`-${child.pid}-`)) ?? 'none';
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => pids.map(runs), { timeout: 5000 }).toEqual([false, false, false]);
    await expect.poll(() => existsSync(join(work, owner)), { timeout: 5000 }).toBe(false);
  });

  it('is cleaned up after where its watcher died too', async () => {
    const { child, pids } = await other(tree);
    const owner = readdirSync(work).find((name) => name.includes(`-${child.pid}-`)) ?? 'none';
    const watcher = readdirSync('/proc').find((pid) => {
      if (!/^\d+$/.test(pid) || !existsSync(`/proc/${pid}/cmdline`)) return false;
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`orrery-watcher\0${join(work, owner)}`);
    });
    process.kill(Number(watcher), 'SIGKILL');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(pids.map(runs)).toEqual([true, true, true]);
    const lines = await executor.reap();
    expect(pids.map(runs)).toEqual([false, false, false]);
    expect(lines.filter((line) => line.startsWith('killed process')).length).toBeGreaterThanOrEqual(3);
    expect(lines.at(-1)).toBe(`removed the folder ${join(work, owner)}`);
    expect(await executor.reap()).toEqual([]);
  });
});

it('keeps its folders from other users, and leaves none when it is closed', async () => {
  const own = join(root, 'closing');
  const closing = hostExecutor({ work: own, environment: process.env });
  const sandbox = await closing.prepare(plainJob(), { log() {}, transfer() {} }, never());
  expect(statSync(own).mode & 0o777).toBe(0o700);
  await sandbox.dispose();
  await closing.close?.();
  await closing.close?.();
  expect(readdirSync(own)).toEqual([]);
});
