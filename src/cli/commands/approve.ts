import { approve as approveJob, readRun } from '../../engine/index.ts';
import { carryOn } from '../carry-on.ts';
import { jobNamed } from '../choose-run.ts';
import { composeStores } from '../compose.ts';
import { findProject } from '../project.ts';
import { statusWord } from '../reporter/status-mark.ts';
import { usageError } from '../usage-error.ts';
import type { Verb } from '../verb.ts';
import { driveFlags, runArgument } from './flags.ts';
import { runOf } from './run-of.ts';

export const approve: Verb = {
  name: 'approve',
  summary: 'Approve a job that is on hold, and go on with the run',
  arguments: [
    { ...runArgument, isRequired: true },
    { name: 'JOB', text: 'The approval job, by name or id', isRequired: true },
  ],
  flags: driveFlags,
  notes: [
    'Goes on in the foreground, as orrery run does. A run that another process works on only gets the approval.',
  ],
  examples: [
    ['orrery approve latest hold', 'go on with the newest run'],
    ['orrery approve 12 release/hold', 'where two workflows have a job of that name'],
  ],
  async run(input, terminal) {
    const project = findProject(terminal.cwd);
    const stores = composeStores(project, terminal);
    const runId = await runOf(stores, input);
    const { job } = jobNamed(await readRun(stores, runId), input.arguments[1] ?? '');
    if (job.status !== 'on_hold')
      throw usageError(
        `${job.name} does not wait for an approval: it is ${statusWord(job.status)}.`,
        'orrery status shows what waits.',
      );
    return carryOn({ project, runId, input, terminal }, async (ports) => {
      if ((await approveJob(ports, runId, job.key, 'you')) === 'granted') return 'go-on';
      terminal.err(`Approved ${job.name}; the process that works on the run goes on with it.\n`);
      return 'done';
    });
  },
};
