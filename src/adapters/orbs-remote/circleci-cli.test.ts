import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readCliAccount } from './circleci-cli.ts';

const home = mkdtempSync(join(tmpdir(), 'orrery-cli-account-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const nobody = { host: undefined, endpoint: undefined, token: undefined };

it('reads what circleci setup wrote', () => {
  const warnings: string[] = [];
  const read = () => readCliAccount(home, (text) => warnings.push(text));
  expect(read()).toEqual(nobody);
  mkdirSync(join(home, '.circleci'));
  const file = join(home, '.circleci', 'cli.yml');
  writeFileSync(
    file,
    'host: https://circleci.com\nendpoint: graphql-unstable\ntoken: "abc"\nrest_endpoint: api/v2\n',
  );
  expect(read()).toEqual({ host: 'https://circleci.com', endpoint: 'graphql-unstable', token: 'abc' });
  for (const empty of ['', 'token: ""\n', '- token\n', 'a: [\n']) {
    writeFileSync(file, empty);
    expect(read()).toEqual(nobody);
  }
  expect(warnings).toEqual([]);
  rmSync(file);
  mkdirSync(file);
  expect(read()).toEqual(nobody);
  expect(warnings).toEqual([expect.stringContaining("can't be read")]);
});
