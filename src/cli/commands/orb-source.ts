import { composeOrbs } from '../compose.ts';
import { exitCode } from '../exit-code.ts';
import { fetchGiven } from '../fetch-orb.ts';
import { orbOptions } from '../orb-options.ts';
import { findProject } from '../project.ts';
import { isOn, type Verb } from '../verb.ts';
import { jsonFlag, orbFlags } from './flags.ts';

export const orbSource: Verb = {
  name: 'orb source',
  summary: 'Print the source of an orb',
  arguments: [{ name: 'REF', text: 'namespace/name[@version], or a URL', isRequired: true }],
  flags: [...orbFlags, jsonFlag],
  notes: ['Exit code 5: there is no such orb.'],
  examples: [
    ['orrery orb source circleci/node@5', 'as a config would get it'],
    ['orrery orb source circleci/node@5.1.0 --offline', 'of those at hand'],
  ],
  async run(input, terminal) {
    const project = findProject(terminal.cwd);
    const orbs = composeOrbs(project, orbOptions(input, project, false), terminal);
    const { id, yaml } = await fetchGiven(input.arguments[0] ?? '', orbs);
    orbs.source.tellBuiltin();
    await terminal.out(
      isOn(input, 'json')
        ? `${JSON.stringify({ schemaVersion: 1, orb: id, source: yaml }, undefined, 2)}\n`
        : yaml,
    );
    return exitCode.ok;
  },
};
