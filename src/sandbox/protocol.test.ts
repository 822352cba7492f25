import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEndLineScanner, type StepEnd } from './end-line.ts';
import {
  driverCommand,
  encodeJobEnvironment,
  encodeOpen,
  encodePing,
  encodeMakeFolder,
  encodeLookForFolder,
  encodeStep,
  encodeTakeOver,
  longestArgumentBytes,
  utf8Length,
  type DriverStep,
} from './protocol.ts';
import { createReportReader, type Report } from './report.ts';

const shells = [
  ['dash', '/bin/dash'],
  ['bash', '/bin/bash --posix'],
  ['busybox', '/bin/busybox sh'],
] as const;

/**
 * A driver on this machine, no container. Only what kills nothing is tried here: its kill rule and its end of input are
 * made for a place of its own, and tested in one (the contract of executors).
 */
function startDriver(shell: string) {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-driver-'));
  const [, flag = '', source = ''] = driverCommand;
  const child = spawn('/bin/sh', [flag, source.replaceAll('/bin/sh', shell)], { stdio: 'pipe' });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  const read = createReportReader();
  let onReport: (report: Report) => void = () => {};
  let onOutput: (chunk: Uint8Array) => void = () => {};
  child.stderr.on('data', (chunk: Buffer) => read(chunk).forEach((report) => onReport(report)));
  child.stdout.on('data', (chunk: Buffer) => onOutput(chunk));
  const until = (kind: Report['kind']): Promise<Report> =>
    new Promise((resolve) => {
      onReport = (report) => report.kind === kind && resolve(report);
    });
  return {
    folder,
    send: (source: string) => void child.stdin.write(source),
    async ask(source: string, kind: Report['kind']): Promise<Report> {
      const answer = until(kind);
      child.stdin.write(source);
      return answer;
    },
    run(step: Partial<DriverStep> & { readonly command: string }) {
      const nonce = 'ab'.repeat(12);
      const scanner = createEndLineScanner(nonce);
      const { promise, resolve } = Promise.withResolvers<{
        readonly end: StepEnd;
        readonly output: string;
      }>();
      const output: Uint8Array[] = [];
      onOutput = (chunk) => {
        const scanned = scanner.push(chunk);
        output.push(...scanned.output);
        if (scanned.end !== undefined)
          resolve({ end: scanned.end, output: Buffer.concat(output).toString() });
      };
      const plain = { folder, environment: {}, shell: ['/bin/sh', '-e'], longCommandFile: undefined };
      child.stdin.write(encodeStep({ ...plain, ...step, nonce }));
      return promise;
    },
  };
}

async function openedDriver(shell: string) {
  const driver = startDriver(shell);
  const open = encodeOpen({ endOfInput: 'own', watchdogSeconds: 0 });
  const hello = await driver.ask(`${open}trap - EXIT\n`, 'runner');
  const runner = hello.kind === 'runner' ? hello.pid : 0;
  driver.send(encodeTakeOver({ home: driver.folder, task: driver.folder, runner }));
  return { ...driver, runner };
}

describe.each(shells.filter(([, path]) => existsSync(path.split(' ')[0] ?? '')))(
  'the driver in %s',
  (_, shell) => {
    it('runs steps, each in a fresh shell, and tells their ends', async () => {
      const driver = await openedDriver(shell);
      expect(await driver.run({ command: 'X=1; echo one; exit 3' })).toEqual({
        end: { code: 3, halt: false },
        output: 'one\n',
      });
      expect(await driver.run({ command: 'echo "<${X-unset}>"; echo err >&2; cat' })).toEqual({
        end: { code: 0, halt: false },
        output: '<unset>\nerr\n',
      });
      expect((await driver.run({ command: 'kill -9 $$' })).end.code).toBe(137);
    });

    it('hands on the environment of job and step, byte for byte', async () => {
      const driver = await openedDriver(shell);
      const value = `it's "x" \\ $HOME \`no\` \n\t # é \u0081`;
      driver.send(encodeJobEnvironment({ VALUE: value, LAYER: 'job' }));
      const print = { command: `printf '%s|%s|%s' "$VALUE" "$LAYER" "$HOME"` };
      expect((await driver.run({ ...print, environment: { LAYER: 'step' } })).output).toBe(
        `${value}|step|${driver.folder}`,
      );
      expect((await driver.run(print)).output).toBe(`${value}|job|${driver.folder}`);
    });

    it('puts a command that is too long for an argument into a file', async () => {
      const driver = await openedDriver(shell);
      const command = `# ${'x'.repeat(longestArgumentBytes)}\necho "ran it's"`;
      const longCommandFile = join(driver.folder, 'command');
      expect((await driver.run({ command, longCommandFile })).output).toBe("ran it's\n");
    });

    it('answers beside a running step', async () => {
      const driver = await openedDriver(shell);
      const running = driver.run({ command: 'until [ -e go ]; do sleep 0.02; done; echo gone' });
      expect(await driver.ask(encodePing(7, driver.runner), 'pong')).toEqual({ kind: 'pong', number: 7 });
      const made = join(driver.folder, "a 'b'/c");
      expect(await driver.ask(encodeMakeFolder('q1', made), 'folder')).toEqual({
        kind: 'folder',
        id: 'q1',
        path: made,
      });
      expect(await driver.ask(encodeLookForFolder('q2', `${made}/no`), 'nothing')).toEqual({
        kind: 'nothing',
        id: 'q2',
      });
      expect(await driver.ask(encodeMakeFolder('q3', '/proc/no/way'), 'trouble')).toMatchObject({ id: 'q3' });
      await driver.ask(encodeMakeFolder('q4', join(driver.folder, 'go')), 'folder');
      expect((await running).output).toBe('gone\n');
    });
  },
);

it('counts bytes, not characters', () => {
  expect(utf8Length('aü🚀')).toBe(7);
});
