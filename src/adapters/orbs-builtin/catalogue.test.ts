import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { compile, type OrbRequest } from '../../language/index.ts';
import { builtinOrbSource } from './orb-source.ts';

/*
 * Every command and every job of the catalogue compiles without a finding: with what it requires, and with every
 * parameter given another value than its default.
 */

const catalogue = builtinOrbSource(resolve(import.meta.dirname, '../../../orbs'));

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

async function textOf(orb: OrbRequest): Promise<OrbText> {
  return parse((await catalogue.fetch(orb))?.yaml ?? '') as OrbText;
}

/** One workflow job an element and way to call it; a command stands in a job of its own. */
function configFor(orb: OrbRequest, { commands = {}, jobs = {}, executors = {} }: OrbText) {
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

it.each((await catalogue.list()).map((orb) => [`${orb.namespace}/${orb.name}@${orb.version}`, orb] as const))(
  '%s compiles, each element of it in two ways',
  async (_, orb) => {
    const config = configFor(orb, await textOf(orb));
    const { diagnostics, value } = await compile(JSON.stringify(config), {
      path: 'config.yml',
      parameters: {},
      values: {},
      orbs: catalogue,
    });
    expect(diagnostics).toEqual([]);
    expect(value?.config.jobs.length).toBe(config.workflows.all.jobs.length);
  },
);
