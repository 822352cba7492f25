import { cancelRun, readRun } from '../../engine/index.ts';
import { composeEngine } from '../compose.ts';
import { exitCode } from '../exit-code.ts';
import { findProject } from '../project.ts';
import { statusWord } from '../reporter/status-mark.ts';
import { usageError } from '../usage-error.ts';
import type { Verb } from '../verb.ts';
import { runArgument } from './flags.ts';
import { runOf } from './run-of.ts';

export const cancel: Verb = {
  name: 'cancel',
  summary: 'Cancel a run: what runs is stopped and removed, what waits does not start',
  arguments: [{ ...runArgument, isRequired: true }],
  flags: [],
  examples: [
    ['orrery cancel latest', 'the newest run'],
    ['orrery cancel 12', 'run 12, even if it only waits for an approval'],
  ],
  async run(input, terminal) {
    const { ports, close } = await composeEngine(findProject(terminal.cwd), terminal);
    const runId = await runOf(ports, input);
    const view = await readRun(ports, runId);
    const number = view.created?.number ?? runId;
    if (view.status !== 'running' && view.status !== 'on_hold')
      throw usageError(`Run ${number} is over: ${statusWord(view.status)}.`);
    const answer = await cancelRun(ports, runId, 'you');
    terminal.err(
      answer === 'asked'
        ? `Asked the process that works on run ${number} to stop.\n`
        : `Cancelled run ${number}.\n`,
    );
    await close();
    return exitCode.ok;
  },
};
