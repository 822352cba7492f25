import { composeOrbs, composeSource, composeStores } from '../compose.ts';
import { exitCode } from '../exit-code.ts';
import { durationsOf } from '../job-history.ts';
import { planJson, planText } from '../plan-text.ts';
import { orbOptions } from '../orb-options.ts';
import { preparePipeline } from '../prepare-pipeline.ts';
import { findProject } from '../project.ts';
import { isOn, type Verb } from '../verb.ts';
import { jsonFlag, orbFlags, triggerFlags } from './flags.ts';

export const plan: Verb = {
  name: 'plan',
  summary: 'Show what orrery run would run and why, and why not; start nothing',
  arguments: [{ name: 'NAME', text: 'Workflows or jobs; a job brings what it depends on', isList: true }],
  flags: [...triggerFlags, ...orbFlags, jsonFlag],
  notes: ['Durations are medians of earlier runs of this repository; ━ marks the critical path.'],
  examples: [
    ['orrery plan', 'for a push of this branch'],
    ['orrery plan --tag v1.2.0', 'for a tag'],
    ['orrery plan deploy --json', 'one job and what it needs, for a script'],
  ],
  async run(input, terminal) {
    const project = findProject(terminal.cwd);
    const stores = composeStores(project, terminal);
    const orbs = composeOrbs(project, orbOptions(input, project), terminal);
    const source = composeSource(project);
    const sources = { project, source, events: stores.events, orbs: orbs.source };
    const prepared = await preparePipeline(sources, input, terminal);
    orbs.tellBuiltin();
    if (prepared === undefined) return exitCode.config;
    await terminal.out(
      isOn(input, 'json')
        ? `${JSON.stringify(planJson(prepared.plan), undefined, 2)}\n`
        : planText(prepared, await durationsOf(stores), terminal.outStyle),
    );
    return exitCode.ok;
  },
};
