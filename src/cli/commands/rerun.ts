import { readRun, rerun as rerunRun } from '../../engine/index.ts';
import { jobNamed } from '../choose-run.ts';
import { carryOn } from '../carry-on.ts';
import { composeStores } from '../compose.ts';
import { findProject } from '../project.ts';
import { usageError } from '../usage-error.ts';
import { isOn, textOf, type Verb } from '../verb.ts';
import { driveFlags, runArgument } from './flags.ts';
import { runOf } from './run-of.ts';

const parts = ['failed-tests', 'from-failed'] as const;

export const rerun: Verb = {
  name: 'rerun',
  summary: 'Run a run again: with the config, values and executor it was started with',
  arguments: [runArgument],
  flags: [
    { name: 'from-failed', text: 'Only what failed and what comes after; the rest is kept' },
    {
      name: 'failed-tests',
      text: 'The same, but of tests that circleci tests run starts only those that failed',
    },
    { name: 'job', value: 'JOB', text: 'Only this job, with the workspace its upstream left' },
    ...driveFlags,
  ],
  notes: ['A checkout step gets the files as they are now. Exit codes are those of orrery run.'],
  examples: [
    ['orrery rerun', 'the newest run, all of it'],
    ['orrery rerun 12 --from-failed', 'what failed in run 12'],
    ['orrery rerun 12 --failed-tests', 'the tests that failed in it'],
    ['orrery rerun latest --job test', 'one job'],
  ],
  async run(input, terminal) {
    const project = findProject(terminal.cwd);
    const runId = await runOf(composeStores(project, terminal), input);
    const job = textOf(input, 'job');
    const part = parts.find((one) => isOn(input, one));
    if (job !== undefined && part !== undefined) throw usageError(`--job and --${part} exclude each other.`);
    return carryOn({ project, runId, input, terminal }, async (ports) => {
      const view = await readRun(ports, runId);
      if (job !== undefined) await rerunRun(ports, runId, { kind: 'job', job: jobNamed(view, job).job.key });
      else await rerunRun(ports, runId, { kind: part ?? 'all' });
      return 'go-on';
    });
  },
};
