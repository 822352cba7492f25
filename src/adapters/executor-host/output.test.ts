import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type Output, openOutput, type Receiver } from './output.ts';
import type { Pipe } from './pipes.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-output-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

function pipe(): Pipe {
  const path = join(root, `pipe-${(count += 1)}`);
  execFileSync('mkfifo', [path]);
  return { path, buffer: Buffer.allocUnsafe(65_536), giveBack() {} };
}

/** A shell that writes to it. */
function write(output: Output, command: string): void {
  spawn('/bin/sh', ['-c', command], { stdio: ['ignore', output.writeFd, output.writeFd] });
  output.handOver();
}

function collected(): { readonly receive: Receiver; readonly text: () => string } {
  let text = '';
  return { receive: (chunk) => void (text += Buffer.from(chunk).toString()), text: () => text };
}

it('receives both streams until all who write are gone', async () => {
  const { receive, text } = collected();
  const output = openOutput(pipe(), receive);
  write(output, 'echo one; echo two >&2; (sleep 0.1; echo three) &');
  await output.atEnd;
  expect([text(), output.isAtEnd()]).toEqual(['one\ntwo\nthree\n', true]);
});

it('reads on only when the receiver is done with the last piece', async () => {
  let busy = 0;
  let most = 0;
  let total = 0;
  const output = openOutput(pipe(), async (chunk) => {
    total += chunk.length;
    most = Math.max(most, (busy += 1));
    await new Promise((resolve) => setTimeout(resolve, 2));
    busy -= 1;
  });
  write(output, 'head -c 1000000 /dev/zero');
  await output.atEnd;
  expect([total, most]).toEqual([1_000_000, 1]);
});

it('takes what is there at the moment, in order, and goes on with what comes later', async () => {
  const own = pipe();
  const { receive, text } = collected();
  const output = openOutput(own, receive);
  output.handOver();
  const writer = openSync(own.path, 'w');
  writeSync(writer, 'first ');
  await output.takeRest();
  expect(text()).toBe('first ');
  const later = collected();
  output.redirect(later.receive);
  writeSync(writer, 'later');
  closeSync(writer);
  await output.atEnd;
  expect([text(), later.text()]).toEqual(['first ', 'later']);
});

it('stops', async () => {
  const own = pipe();
  const { receive, text } = collected();
  const output = openOutput(own, receive);
  write(output, 'sleep 0.05; echo unheard');
  output.stop();
  await output.takeRest();
  expect([text(), output.isAtEnd()]).toEqual(['', false]);
});
