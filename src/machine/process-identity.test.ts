import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import {
  livenessOf,
  ownIdentity,
  printIdentity,
  readIdentity,
  startOf,
  statFields,
} from './process-identity.ts';

it('knows this process as alive, and reads its identity back', () => {
  expect(livenessOf(ownIdentity())).toBe('alive');
  expect(readIdentity(printIdentity(ownIdentity()))).toEqual(ownIdentity());
});

it('takes a process of the same number and another start for dead', () => {
  expect(livenessOf({ ...ownIdentity(), started: '1' })).toBe('dead');
});

it('cannot tell about another machine or container', () => {
  expect(livenessOf({ ...ownIdentity(), place: 'elsewhere' })).toBe('other');
});

it('notices the end of a process', async () => {
  const child = spawn('sh', ['-c', 'read x'], { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(child, 'spawn');
  const identity = { ...ownIdentity(), pid: child.pid ?? 0, started: startOf(child.pid ?? 0) ?? '' };
  expect(livenessOf(identity)).toBe('alive');
  child.stdin.end();
  await once(child, 'exit');
  expect(livenessOf(identity)).toBe('dead');
});

it('reads a stat line whose command name holds anything', () => {
  expect(statFields('7 (a) R 1\n) S 42 7 7 0').slice(0, 3)).toEqual(['S', '42', '7']);
});

it.each(['', 'claim', 'a-b-c', 'a-1', '../x-1-2'])('reads no identity in %j', (text) => {
  expect(readIdentity(text)).toBeUndefined();
});
