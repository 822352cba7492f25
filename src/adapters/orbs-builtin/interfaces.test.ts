import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { builtinOrbSource } from './orb-source.ts';

/*
 * What the public orbs declare, written down from them by hand in `testdata/orb-interfaces`: an orb, what it imports, a
 * line an element, each parameter as `name:type=default` (no `=`: required), blanks in a default as `_`. The catalogue
 * declares exactly that.
 */

const root = resolve(import.meta.dirname, '../../..');
const catalogue = builtinOrbSource(join(root, 'orbs'));
const folder = join(root, 'testdata/orb-interfaces');

const tables = readdirSync(folder)
  .flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split(/\n\n+/))
  .map((text) => text.split('\n').map((line) => line.trim()))
  .map(([orb = '', ...lines]) => [orb, lines] as const);

interface Declared {
  readonly type: string;
  readonly default?: string | number | boolean;
  readonly enum?: readonly string[];
}

interface Element {
  readonly parameters?: Readonly<Record<string, Declared>>;
}

type Elements = Readonly<Record<string, Element>>;

function parameterText([name, { type, default: usual, enum: members }]: readonly [string, Declared]): string {
  const kind = members === undefined ? type : `${type}(${members.join('|')})`;
  return `${name}:${kind}${usual === undefined ? '' : `=${String(usual).trimEnd().replaceAll(/\s/g, '_')}`}`;
}

/** The order of parameters is no part of an interface. */
function sorted(line: string): string {
  const [head, ...parameters] = line.split(/ (?=[\w-]+:[a-z])/);
  return [head, ...parameters.toSorted()].join(' ');
}

function declaredBy(yaml: string): readonly string[] {
  const orb = parse(yaml) as Readonly<Record<string, Elements>> & { orbs?: Readonly<Record<string, string>> };
  const imports = Object.entries(orb.orbs ?? {}).map(([alias, reference]) => ` ${alias}: ${reference}`);
  const lines = ['executor', 'command', 'job'].flatMap((kind) =>
    Object.entries(orb[`${kind}s`] ?? {}).map(([name, { parameters = {} }]) =>
      [`${kind} ${name}:`, ...Object.entries(parameters).map(parameterText)].join(' '),
    ),
  );
  return [`imports${imports.join('') || ' nothing'}`, ...lines];
}

it.each(tables)('%s declares what the public orb does', async (orb, lines) => {
  const [, namespace = '', name = '', version = ''] = /^(.+)\/(.+)@(.+)$/.exec(orb) ?? [];
  const { yaml = '' } = (await catalogue.fetch({ namespace, name, version })) ?? {};
  expect(declaredBy(yaml).map(sorted).toSorted()).toEqual(lines.map(sorted).toSorted());
});
