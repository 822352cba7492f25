import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { describeEventStore } from '../../ports/event-store.contract.ts';
import { jsonlEventStore } from './event-store.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-events-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const clock = { now: () => new Date(0), sleep: async () => {} };
const fresh = (): string => mkdtempSync(join(root, 'store-'));

describeEventStore('JSON lines', async () => {
  const folder = fresh();
  return { store: jsonlEventStore(folder, clock), again: async () => jsonlEventStore(folder, clock) };
});

it('cuts off a torn last line and goes on', async () => {
  const folder = fresh();
  const store = jsonlEventStore(folder, clock);
  await store.create('a');
  await store.append('a', 0, [{ type: 'run.cancel-requested', v: 1, by: 'kim' }]);
  appendFileSync(join(folder, 'runs/a/events.jsonl'), '{"seq":2,"at":"19');
  const again = jsonlEventStore(folder, clock);
  expect(await Array.fromAsync(again.read('a', 0))).toHaveLength(1);
  await again.append('a', 1, [{ type: 'run.cancel-requested', v: 1, by: 'lee' }]);
  expect((await Array.fromAsync(again.read('a', 0))).map((r) => r.seq)).toEqual([1, 2]);
});

it('goes on where another process went on meanwhile', async () => {
  const folder = fresh();
  const cancel = (by: string) => ({ type: 'run.cancel-requested', v: 1, by }) as const;
  const first = jsonlEventStore(folder, clock);
  await first.create('a');
  await first.append('a', 0, [cancel('1')]);
  await jsonlEventStore(folder, clock).append('a', 1, [cancel('2')]);
  await first.append('a', 2, [cancel('3')]);
  await expect(first.append('a', 2, [cancel('4')])).rejects.toMatchObject({ code: 'store/conflict' });
  await first.append('a', 3, [{ type: 'run.finished', v: 1, status: 'canceled' }]);
  await first.append('a', 4, [cancel('5')]);
  expect((await Array.fromAsync(first.read('a', 0))).map((r) => r.seq)).toEqual([1, 2, 3, 4, 5]);
});
