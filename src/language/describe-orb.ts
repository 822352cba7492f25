import { findings } from './source/diagnostic.ts';
import { fileId } from './source/span.ts';
import { type PlainData, toData } from './tree/plain-data.ts';
import { findEntry, type Node } from './tree/node.ts';
import { readYaml } from './tree/read-yaml.ts';

/** What an orb offers, as its source declares it. */
export interface OrbDescription {
  readonly description: string | undefined;
  readonly homeUrl: string | undefined;
  readonly sourceUrl: string | undefined;
  /** References that it imports itself, by alias. */
  readonly orbs: Readonly<Record<string, string>>;
  readonly commands: readonly OrbElement[];
  readonly jobs: readonly OrbElement[];
  readonly executors: readonly OrbElement[];
  readonly examples: readonly { readonly name: string; readonly description: string | undefined }[];
}

export interface OrbElement {
  readonly name: string;
  readonly description: string | undefined;
  readonly parameters: readonly OrbParameter[];
}

export interface OrbParameter {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  /** Null where it is required. */
  readonly default: PlainData;
  /** Of an enum. */
  readonly members: readonly string[];
  readonly description: string | undefined;
}

/** Undefined when the source is no map. What is wrong with parts of it is left out: using them tells. */
export function describeOrb(yaml: string): OrbDescription | undefined {
  const root = readYaml({ id: fileId('orb'), text: yaml }, findings().report);
  if (root?.kind !== 'map') return undefined;
  const display = at(root, 'display');
  const elements = (section: string): readonly OrbElement[] =>
    entriesOf(at(root, section)).map(([name, value]) => ({
      name,
      description: textAt(value, 'description'),
      parameters: entriesOf(at(value, 'parameters')).map(([key, node]) => describeParameter(key, node)),
    }));
  return {
    description: textAt(root, 'description'),
    homeUrl: textAt(display, 'home_url'),
    sourceUrl: textAt(display, 'source_url'),
    orbs: Object.fromEntries(
      entriesOf(at(root, 'orbs')).map(([alias, node]) => [
        alias,
        node.kind === 'scalar' ? node.text : 'inline',
      ]),
    ),
    commands: elements('commands'),
    jobs: elements('jobs'),
    executors: elements('executors'),
    examples: entriesOf(at(root, 'examples')).map(([name, node]) => ({
      name,
      description: textAt(node, 'description'),
    })),
  };
}

function describeParameter(name: string, node: Node): OrbParameter {
  const written = at(node, 'default');
  const members = at(node, 'enum');
  const value = written === undefined ? null : toData(written);
  return {
    name,
    type: textAt(node, 'type') ?? 'string',
    isRequired: value === null, // PAR-03
    default: value,
    members:
      members?.kind === 'list' ? members.items.flatMap((m) => (m.kind === 'scalar' ? [m.text] : [])) : [],
    description: textAt(node, 'description'),
  };
}

function at(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? findEntry(node, key)?.value : undefined;
}

function entriesOf(node: Node | undefined): readonly (readonly [string, Node])[] {
  return node?.kind === 'map' ? node.entries.map((e) => [e.key, e.value] as const) : [];
}

function textAt(node: Node | undefined, key: string): string | undefined {
  const value = at(node, key);
  return value?.kind === 'scalar' && value.value !== null ? value.text.trim() : undefined;
}
