import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { OrbRequest } from '../../../language/index.ts';
import { builtinOrbSource } from '../orb-source.ts';

export const catalogue = builtinOrbSource(resolve(import.meta.dirname, '../../../../orbs'));

interface Declared {
  readonly type: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
}

interface Element {
  readonly parameters?: Readonly<Record<string, Declared>>;
}

interface OrbText {
  readonly commands?: Readonly<Record<string, Element>>;
  readonly jobs?: Readonly<Record<string, Element>>;
  readonly executors?: Readonly<Record<string, Element>>;
}

function otherValue(name: string, { type, default: usual, enum: members }: Declared): unknown {
  switch (type) {
    case 'boolean':
      return usual !== true;
    case 'integer':
      return 7;
    case 'enum':
      return members?.findLast((member) => member !== usual);
    case 'env_var_name':
      return 'SOME_NAME';
    case 'executor':
      return 'other';
    case 'steps':
      return [{ run: 'echo given' }];
    default:
      return name.endsWith('timeout') ? '7m' : '$GIVEN';
  }
}

function argumentsFor({ parameters = {} }: Element, isWhole: boolean): Readonly<Record<string, unknown>> {
  const chosen = Object.entries(parameters).filter(([, d]) => isWhole || d.default === undefined);
  return Object.fromEntries(chosen.map(([name, declared]) => [name, otherValue(name, declared)]));
}

/**
 * A config that uses every element of an orb in two ways: with what it requires, and with every parameter given another
 * value than its default. One workflow job an element and way; a command stands in a job of its own.
 */
export async function configWithAllOf(orb: OrbRequest) {
  const { yaml = '' } = (await catalogue.fetch(orb)) ?? {};
  const { commands = {}, jobs = {}, executors = {} } = parse(yaml) as OrbText;
  const docker = [{ image: 'cimg/base:stable' }];
  const made: Record<string, unknown> = {};
  const listed: unknown[] = [];
  for (const isWhole of [false, true]) {
    const way = isWhole ? 'whole' : 'least';
    for (const [name, command] of Object.entries(commands)) {
      made[`command-${name}-${way}`] = {
        docker,
        steps: [{ [`it/${name}`]: argumentsFor(command, isWhole) }],
      };
      listed.push(`command-${name}-${way}`);
    }
    for (const [name, job] of Object.entries(jobs))
      listed.push({ [`it/${name}`]: { name: `job-${name}-${way}`, ...argumentsFor(job, isWhole) } });
    for (const [name, executor] of Object.entries(executors)) {
      const { parameters = {} } = executor;
      const given = argumentsFor({ parameters }, isWhole);
      made[`executor-${name}-${way}`] = { executor: { name: `it/${name}`, ...given }, steps: ['checkout'] };
      listed.push(`executor-${name}-${way}`);
    }
  }
  return {
    version: 2.1,
    orbs: { it: `${orb.namespace}/${orb.name}@${orb.version}` },
    executors: { other: { docker } },
    jobs: made,
    workflows: { all: { jobs: listed } },
  };
}
