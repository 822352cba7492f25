import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type ShortLogs, shortLogs } from './short-logs.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-short-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const fresh = (): string => join(mkdtempSync(join(root, 'run-')), 'logs/short');
const bytes = (text: string): Buffer => Buffer.from(text);
const textOf = (path: string, logs: ShortLogs, name: string): string => {
  const file = readFileSync(path);
  return logs
    .pieces(name)
    .map(({ start, length }) => file.toString('utf8', start, start + length))
    .join('');
};

it('finds the pieces of each log, whatever it is called and holds', () => {
  const path = fresh();
  const logs = shortLogs(path);
  const odd = 'say: "hi"\n["x",3]';
  logs.append('a', bytes('one\n["b",2]\n'));
  logs.append(odd, bytes('other'));
  logs.append('a', bytes('two'));
  for (const one of [logs, shortLogs(path)]) {
    expect(textOf(path, one, 'a')).toBe('one\n["b",2]\ntwo');
    expect(textOf(path, one, odd)).toBe('other');
    expect(one.pieces('b')).toEqual([]);
  }
  logs.close();
});

it('has nothing where there is no file', () => {
  expect(shortLogs(fresh()).pieces('a')).toEqual([]);
});

it.each(['["a",4', '["a",4]\nno', '\0\0\0\0\n', '\n'])('cuts a torn tail off: %j', (tail) => {
  const path = fresh();
  const before = shortLogs(path);
  before.append('a', bytes('whole'));
  before.close();
  appendFileSync(path, tail);
  const after = shortLogs(path);
  expect(textOf(path, after, 'a')).toBe('whole');
  after.append('a', bytes(' again'));
  for (const one of [after, shortLogs(path)]) expect(textOf(path, one, 'a')).toBe('whole again');
  after.close();
});
