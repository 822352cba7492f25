import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { isOwnerAlive, ownOwner } from './owner.ts';

it('knows itself to be alive', () => {
  expect(ownOwner()).toMatch(new RegExp(`^\\S+ ${process.pid} \\S+$`));
  expect(isOwnerAlive(ownOwner())).toBe(true);
});

it('is not taken in by a number that was given out again', () => {
  const [place, pid, start] = ownOwner().split(' ');
  expect(isOwnerAlive(`${place} ${pid} 1${start}`)).toBe(false);
});

it('knows a process that has ended to be dead', async () => {
  const child = spawn('true');
  const [place, , start] = ownOwner().split(' ');
  await once(child, 'exit');
  expect(isOwnerAlive(`${place} ${child.pid} ${start}`)).toBe(false);
});

it('cannot tell about processes of other places', () => {
  const [, pid, start] = ownOwner().split(' ');
  expect(isOwnerAlive(`elsewhere/1 ${pid} ${start}`)).toBeUndefined();
  expect(isOwnerAlive('')).toBeUndefined();
});
