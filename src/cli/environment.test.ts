import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { givenEnvironment } from './environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'orrery-env-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('takes -e as docker does', () => {
  const shell = { TOKEN: 'secret', PATH: '/bin' };
  expect(givenEnvironment(['A=1', 'B=x=y', 'C=', 'TOKEN', 'ABSENT', 'A=2'], [], shell, folder)).toEqual({
    A: '2',
    B: 'x=y',
    C: '',
    TOKEN: 'secret',
  });
});

it('reads --env-file literally: no quotes, no expansion; -e stands above it', () => {
  const text = '\uFEFF# comment\n\nA="1"\r\n  B=$A # kept\nTOKEN\nABSENT\nC=file\n';
  writeFileSync(join(folder, 'some.env'), text);
  expect(givenEnvironment(['C=flag'], ['some.env'], { TOKEN: 't' }, folder)).toEqual({
    A: '"1"',
    B: '$A # kept',
    TOKEN: 't',
    C: 'flag',
  });
});

it.each(['=x', 'A B=1', ''])('refuses %j', (entry) => {
  expect(() => givenEnvironment([entry], [], {}, folder)).toThrow(
    expect.objectContaining({ code: 'arguments/invalid' }),
  );
});

it('names a file that cannot be read', () => {
  expect(() => givenEnvironment([], ['absent.env'], {}, folder)).toThrow('absent.env');
});
