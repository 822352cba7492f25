import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { roomIn } from './stream-room.ts';

it.each([
  ['drains', (stream: PassThrough) => stream.resume()],
  ['closes', (stream: PassThrough) => stream.destroy()],
])('resolves when the stream %s, and leaves no listener behind', async (_, go) => {
  const stream = new PassThrough({ highWaterMark: 1 });
  const before = stream.listenerCount('close');
  expect(stream.write('too much')).toBe(false);
  const room = roomIn(stream);
  go(stream);
  await room;
  expect([stream.listenerCount('drain'), stream.listenerCount('close')]).toEqual([0, before]);
});
