import { readRun } from '../../engine/index.ts';
import type { LogStore } from '../../ports/log-store.ts';
import type { ExecutionView, JobView, RunView } from '../../run/view.ts';
import { jobsNamed, notFound, splitStep, stepIndex } from '../choose-run.ts';
import { composeStores } from '../compose.ts';
import { continuationFindings } from '../continuation-findings.ts';
import { exitCode } from '../exit-code.ts';
import { findProject } from '../project.ts';
import { newestJobs } from '../reporter/all-jobs.ts';
import type { Terminal } from '../terminal.ts';
import { wholeNumber } from '../usage-error.ts';
import { textOf, type Verb } from '../verb.ts';
import { runArgument } from './flags.ts';
import { runOf } from './run-of.ts';

export const logs: Verb = {
  name: 'logs',
  summary: 'Print the output of a run, a job or a step, as stored: secrets are masked',
  arguments: [
    runArgument,
    { name: 'JOB[@STEP]', text: 'A job by name or id; STEP by name or number. Default: all jobs' },
  ],
  flags: [
    { name: 'step', value: 'STEP', text: 'Only this step: its name, or its number in status' },
    { name: 'index', value: 'N', text: 'Only execution N of a parallel job, from 0' },
  ],
  examples: [
    ['orrery logs', 'everything of the newest run'],
    ['orrery logs latest test', 'one job'],
    ["orrery logs 12 test@'Run tests'", 'one step of it'],
    ['orrery logs 12 test --index 1', 'one node of a parallel job'],
  ],
  async run(input, terminal) {
    const project = findProject(terminal.cwd);
    const ports = composeStores(project, terminal);
    const view = await readRun(ports, await runOf(ports, input));
    const target = splitStep(input.arguments[1] ?? '');
    const step = textOf(input, 'step') ?? target.step;
    const index = textOf(input, 'index');
    const jobs =
      target.job === ''
        ? newestJobs(view).map((e) => e.job)
        : jobsNamed(view, target.job)
            .slice(-1)
            .map((e) => e.job);
    const execution = index === undefined ? undefined : wholeNumber('index', index, 0);
    let found = false;
    for (const job of jobs) {
      const source = keptFrom(view, job);
      for (const one of chosen(source, execution))
        found = (await printExecution(view.runId, source, one, step, ports.logs, terminal)) || found;
    }
    if (jobs.some((job) => job.key === view.continuation?.job))
      terminal.err(await continuationFindings(view, ports.blobs, project.root));
    if (!found && step !== undefined) throw noSuchStep(jobs, step);
    if (!found && execution !== undefined)
      throw notFound(`${jobs[0]?.name ?? 'The job'} has no execution ${execution}.`);
    return exitCode.ok;
  },
};

/** A job that a rerun kept has its output where the earlier attempt left it. */
function keptFrom(view: RunView, job: JobView): JobView {
  if (job.from === job.key) return job;
  return view.workflows.flatMap((w) => w.jobs).find((j) => j.key === job.from) ?? job;
}

function chosen(job: JobView, index: number | undefined): readonly ExecutionView[] {
  return index === undefined ? job.executions : job.executions.filter((e) => e.index === index);
}

/** True when there was something that was asked for. */
async function printExecution(
  runId: string,
  job: JobView,
  execution: ExecutionView,
  step: string | undefined,
  store: LogStore,
  terminal: Terminal,
): Promise<boolean> {
  const only = step === undefined ? undefined : stepIndex(job.steps, step);
  if (step !== undefined && only === undefined) return false;
  for (const [i, { name, log }] of execution.steps.entries()) {
    if (log === undefined || (only !== undefined && only !== i)) continue;
    await terminal.out(`====>> ${name}\n`);
    await printLog(runId, log, store, terminal);
  }
  return true;
}

/** A log that does not end with a line break gets one, so that the next header begins a line. */
async function printLog(runId: string, log: string, store: LogStore, terminal: Terminal): Promise<void> {
  let last: number | undefined;
  for await (const chunk of store.read(runId, log)) {
    await terminal.out(chunk);
    last = chunk.at(-1) ?? last;
  }
  if (last !== undefined && last !== 10) await terminal.out('\n');
}

function noSuchStep(jobs: readonly JobView[], step: string): Error {
  const names = [...new Set(jobs.flatMap((j) => j.steps.map((s) => s.name)))];
  return notFound(
    `No step ${JSON.stringify(step)} in ${jobs.map((j) => j.name).join(', ')}.`,
    `Steps: ${names.join(', ')}.`,
  );
}
