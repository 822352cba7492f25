import { describeOrb, isExactVersion, type OrbDescription } from '../../language/index.ts';
import { OrreryError } from '../../base/error.ts';
import { composeOrbs, type Orbs } from '../compose.ts';
import { exitCode } from '../exit-code.ts';
import { askIfReachable, fetchGiven, type GivenOrb } from '../fetch-orb.ts';
import { orbOptions } from '../orb-options.ts';
import { orbText } from '../orb-text.ts';
import { findProject } from '../project.ts';
import { type Input, isOn, type Verb } from '../verb.ts';
import { jsonFlag, orbFlags } from './flags.ts';

export const orbInfo: Verb = {
  name: 'orb info',
  summary: 'Show what an orb offers: commands, jobs, executors, their parameters, and its versions',
  arguments: [{ name: 'REF', text: 'namespace/name[@version], or a URL', isRequired: true }],
  flags: [...orbFlags, jsonFlag],
  notes: ['Exit code 5: there is no such orb.'],
  examples: [
    ['orrery orb info circleci/node', 'the newest version'],
    ['orrery orb info circleci/node@5.1 --json', 'for a script'],
  ],
  async run(input, terminal) {
    const project = findProject(terminal.cwd);
    const orbs = composeOrbs(project, orbOptions(input, project, false), terminal);
    const orb = await fetchGiven(input.arguments[0] ?? '', orbs);
    orbs.source.tellBuiltin();
    const description = describeOrb(orb.yaml);
    if (description === undefined)
      throw new OrreryError('config/invalid', `The source of ${orb.id} can't be read: it is no map.`, {
        fault: 'environment',
        hint: `orrery orb source ${orb.id} prints it.`,
      });
    const versions = await versionsOf(orb, orbs, input, (text) => terminal.err(`note: ${text}\n`));
    await terminal.out(
      isOn(input, 'json')
        ? `${JSON.stringify(infoJson(orb.id, versions, description), undefined, 2)}\n`
        : orbText(orb.id, versions, description, terminal.outStyle),
    );
    return exitCode.ok;
  },
};

/** Those at hand, and those of the registry where it can be asked; the newest first. */
async function versionsOf(
  { ref }: GivenOrb,
  { source, registry }: Orbs,
  input: Input,
  note: (text: string) => void,
): Promise<readonly string[]> {
  if (ref.kind === 'url') return [];
  const atHand = ((await source.list?.()) ?? [])
    .filter((o) => o.namespace === ref.namespace && o.name === ref.name)
    .map((o) => o.version);
  const registered = isOn(input, 'offline')
    ? []
    : ((await askIfReachable(() => registry.versions(ref.namespace, ref.name), note)) ?? []);
  const all = [...new Set([...atHand, ...registered])].filter(isExactVersion);
  return all.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}

function infoJson(id: string, versions: readonly string[], d: OrbDescription): object {
  const elements = (all: OrbDescription['commands']) =>
    all.map(({ name, description, parameters }) => ({
      name,
      description: description ?? null,
      parameters: parameters.map((p) => ({
        name: p.name,
        type: p.type,
        required: p.isRequired,
        default: p.default,
        ...(p.members.length > 0 && { enum: p.members }),
        description: p.description ?? null,
      })),
    }));
  return {
    schemaVersion: 1,
    orb: id,
    versions,
    description: d.description ?? null,
    homeUrl: d.homeUrl ?? null,
    sourceUrl: d.sourceUrl ?? null,
    orbs: d.orbs,
    commands: elements(d.commands),
    jobs: elements(d.jobs),
    executors: elements(d.executors),
    examples: d.examples.map(({ name, description }) => ({ name, description: description ?? null })),
  };
}
