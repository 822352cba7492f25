import { compare } from '../../plan/compare/compare.ts';
import { timingChanges } from '../../plan/compare/timing-changes.ts';
import { againstJson, againstText } from '../against-text.ts';
import { composeOrbs, composeSource, composeStores } from '../compose.ts';
import { exitCode } from '../exit-code.ts';
import { durationsOf } from '../job-history.ts';
import { planJson, planText } from '../plan-text.ts';
import { orbOptions } from '../orb-options.ts';
import { type Against, prepareAgainst } from '../prepare-against.ts';
import { preparePipeline, type PreparedPipeline } from '../prepare-pipeline.ts';
import { findProject } from '../project.ts';
import type { Style } from '../style.ts';
import { usageError } from '../usage-error.ts';
import { isOn, textOf, type Verb } from '../verb.ts';
import { jsonFlag, orbFlags, triggerFlags } from './flags.ts';

export const plan: Verb = {
  name: 'plan',
  summary: 'Show what orrery run would run and why, and why not; start nothing',
  arguments: [{ name: 'NAME', text: 'Workflows or jobs; a job brings what it depends on', isList: true }],
  flags: [
    ...triggerFlags,
    ...orbFlags,
    { name: 'against', value: 'REV', text: 'What is different from the config at REV, or in a file' },
    jsonFlag,
  ],
  notes: ['Durations are medians of earlier runs of this repository; ━ marks the critical path.'],
  examples: [
    ['orrery plan', 'for a push of this branch'],
    ['orrery plan --tag v1.2.0', 'for a tag'],
    ['orrery plan deploy --json', 'one job and what it needs, for a script'],
    ['orrery plan --against main', 'what my change of the config means'],
  ],
  async run(input, terminal) {
    const project = findProject(terminal.cwd);
    const stores = composeStores(project, terminal);
    const orbs = composeOrbs(project, orbOptions(input, project), terminal);
    const source = composeSource(project);
    const sources = { project, source, events: stores.events, orbs: orbs.source };
    const against = textOf(input, 'against');
    if (against !== undefined && input.arguments.length > 0)
      throw usageError('--against compares whole configs; it takes no NAME.');
    const prepared = await preparePipeline(sources, input, terminal);
    if (prepared === undefined) return exitCode.config;
    if (against !== undefined) {
      const old = await prepareAgainst(against, prepared, sources, input, terminal);
      if (old === undefined) return exitCode.config;
      const durations = await durationsOf(stores);
      await terminal.out(difference(old, prepared, durations, isOn(input, 'json'), terminal.outStyle));
      return exitCode.ok;
    }
    await terminal.out(
      isOn(input, 'json')
        ? `${JSON.stringify(planJson(prepared.plan), undefined, 2)}\n`
        : planText(prepared, await durationsOf(stores), terminal.outStyle),
    );
    return exitCode.ok;
  },
};

function difference(
  { side, name, revision }: Against,
  prepared: PreparedPipeline,
  durationsMs: ReadonlyMap<string, number>,
  isJson: boolean,
  style: Style,
): string {
  const comparison = compare(side, prepared);
  const plans = { before: side.plan, after: prepared.plan };
  const timings = timingChanges(plans, comparison, durationsMs);
  const report = { comparison, timings, trigger: prepared.trigger, name, revision };
  return isJson ? `${JSON.stringify(againstJson(report), undefined, 2)}\n` : againstText(report, style);
}
