import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { type Room, rooms } from './import-table.ts';

const src = resolve(import.meta.dirname, '../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts'));

const roomOf = (file: string): Room | undefined =>
  rooms.filter((r) => file.startsWith(`${r.path}/`)).toSorted((a, b) => b.path.length - a.path.length)[0];

/** Tests and contract suites may use what they need to set the stage: Node, vitest, fakes. They keep to the rooms all the same. */
const isTest = (file: string): boolean =>
  /\.(?:test|contract)\.ts$|-fake\.ts$/.test(file) || file.includes('/testing/');

function imports(file: string): readonly string[] {
  const text = readFileSync(join(src, file), 'utf8');
  return [
    ...text.matchAll(
      /^(?:import|export)\b[^'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
    ),
  ].map((m) => m[1] ?? m[2] ?? m[3] ?? '');
}

function complaint(file: string, from: string): string | undefined {
  const own = roomOf(file);
  if (own === undefined) return `${file} stands in no room of testing/import-table.ts`;
  const what = `${file} imports ${from}`;
  if (from.startsWith('node:'))
    return own.node || isTest(file) ? undefined : `${what}: ${own.path} does no I/O`;
  if (!from.startsWith('.')) {
    const name = from
      .split('/')
      .slice(0, from.startsWith('@') ? 2 : 1)
      .join('/');
    return own.npm.includes(name) || isTest(file) ? undefined : `${what}: not a package of ${own.path}`;
  }
  const target = relative(src, resolve(src, dirname(file), from));
  const room = roomOf(target);
  if (room === undefined) return isTest(file) ? undefined : `${what}: outside src`;
  if (room === own)
    return sameAdapter(file, target) ? undefined : `${what}: an adapter knows no other adapter`;
  if (own.path === 'cli' && room.path === 'adapters' && !isTest(file) && file !== 'cli/compose.ts')
    return `${what}: only cli/compose.ts builds adapters`;
  return own.ours.includes(room.path) ? undefined : `${what}: ${own.path} may not know ${room.path}`;
}

function sameAdapter(file: string, target: string): boolean {
  if (!file.startsWith('adapters/')) return true;
  return file.split('/')[1] === target.split('/')[1];
}

it('every import stands in the table', () => {
  const complaints = files.flatMap((file) => imports(file).flatMap((from) => complaint(file, from) ?? []));
  expect(complaints).toEqual([]);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}

it('the core does no I/O', () => {
  const forbidden = /\b(?:process\.|Date\.now\(|new Date\(\)|Math\.random\(|await fetch\(|console\.)/;
  const offenders = files.filter((file) => {
    const room = roomOf(file);
    return (
      room !== undefined &&
      !room.node &&
      !isTest(file) &&
      forbidden.test(withoutComments(readFileSync(join(src, file), 'utf8')))
    );
  });
  expect(offenders).toEqual([]);
});
