import { OrreryError } from '../../base/error.ts';
import type { OrbRequest } from '../../language/index.ts';
import { notFound } from '../choose-run.ts';
import { composeOrbs, type Orbs } from '../compose.ts';
import { exitCode } from '../exit-code.ts';
import { orbOptions } from '../orb-options.ts';
import { findProject } from '../project.ts';
import type { Terminal } from '../terminal.ts';
import { type Input, isOn, type Verb } from '../verb.ts';
import { jsonFlag, orbFlags } from './flags.ts';

export const orbList: Verb = {
  name: 'orb list',
  summary: 'List the orbs at hand, or those of a namespace in the registry',
  arguments: [{ name: 'NAMESPACE', text: 'Also ask the registry for the orbs of this namespace' }],
  flags: [...orbFlags, jsonFlag],
  notes: [
    'At hand are --orb-dir, .circleci/orbs (vendored), what was fetched before (cached) and what comes with Orrery',
    '(built-in), which counts last.',
  ],
  examples: [
    ['orrery orb list', 'what --offline can use'],
    ['orrery orb list circleci', "the registry's, with their newest versions"],
    ['orrery orb list --json', 'for a script'],
  ],
  async run(input, terminal) {
    const project = findProject(terminal.cwd);
    const orbs = composeOrbs(project, orbOptions(input, project, false), terminal);
    const rows = await rowsFor(input, orbs, terminal);
    if (isOn(input, 'json'))
      await terminal.out(`${JSON.stringify({ schemaVersion: 1, orbs: rows }, undefined, 2)}\n`);
    else await printRows(rows, terminal);
    return exitCode.ok;
  },
};

interface Row {
  readonly name: string;
  /** Null: never published. */
  readonly version: string | null;
  readonly source: 'vendored' | 'cached' | 'built-in' | 'registry';
}

async function rowsFor(
  input: Input,
  { vendored, remote, builtin, registry }: Orbs,
  terminal: Terminal,
): Promise<readonly Row[]> {
  const [namespace] = input.arguments;
  const row =
    (source: Row['source']) =>
    (o: OrbRequest): Row => ({ name: `${o.namespace}/${o.name}`, version: o.version, source });
  const atHand = [
    ...((await vendored.list?.()) ?? []).map(row('vendored')),
    ...((await remote.list?.()) ?? []).map(row('cached')),
    ...((await builtin.list?.()) ?? []).map(row('built-in')),
  ].filter((r) => namespace === undefined || r.name.startsWith(`${namespace}/`));
  const sorted = atHand.toSorted(
    (a, b) => compare(a.name, b.name) || compare(a.version ?? '', b.version ?? ''),
  );
  if (namespace === undefined || isOn(input, 'offline')) return sorted;
  const registered = await registry.orbsOf(namespace).catch((error: unknown) => {
    // What is at hand is told all the same.
    if (sorted.length === 0 || !(error instanceof OrreryError) || error.code !== 'orb-source/unreachable')
      throw error;
    terminal.err(`note: ${error.message} These are the orbs at hand.\n`);
    return undefined;
  });
  if (registered === undefined && sorted.length === 0)
    throw notFound(
      `The registry has no namespace ${JSON.stringify(namespace)}.`,
      'Namespaces are the part before the slash: circleci/node.',
    );
  return [
    ...sorted,
    ...(registered ?? []).map((o): Row => ({ name: o.name, version: o.version ?? null, source: 'registry' })),
  ];
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

async function printRows(rows: readonly Row[], terminal: Terminal): Promise<void> {
  if (rows.length === 0) terminal.err('No orbs are at hand. orrery orb list NAMESPACE asks the registry.\n');
  for (const { name, version, source } of rows)
    await terminal.out(`${name}${version === null ? '' : `@${version}`}  ${terminal.outStyle.dim(source)}\n`);
}
