import { readRun } from '../../engine/index.ts';
import { composeStores } from '../compose.ts';
import { exitCode } from '../exit-code.ts';
import { findProject } from '../project.ts';
import { jobTests } from '../read-results.ts';
import { statusMark } from '../reporter/status-mark.ts';
import { type JobTests, testsJson } from '../run-json.ts';
import type { Style } from '../style.ts';
import { isOn, type Verb } from '../verb.ts';
import { jsonFlag, runArgument } from './flags.ts';
import { runOf } from './run-of.ts';

export const tests: Verb = {
  name: 'tests',
  summary: 'Show the test results that a run stored (store_test_results)',
  arguments: [runArgument],
  flags: [{ name: 'all', text: 'Also the tests that passed' }, jsonFlag],
  examples: [
    ['orrery tests', 'counts and failures of the newest run'],
    ['orrery tests 12 --all', 'every test'],
    ['orrery tests latest --json', 'for a script'],
  ],
  async run(input, terminal) {
    const ports = composeStores(findProject(terminal.cwd), terminal);
    const view = await readRun(ports, await runOf(ports, input));
    const jobs = await jobTests(view, ports.blobs);
    if (isOn(input, 'json')) {
      await terminal.out(`${JSON.stringify(testsJson(jobs), undefined, 2)}\n`);
      return exitCode.ok;
    }
    if (jobs.length === 0)
      terminal.err(`Run ${view.created?.number ?? view.runId} stored no test results.\n`);
    for (const job of jobs) await terminal.out(jobText(job, isOn(input, 'all'), terminal.outStyle));
    return exitCode.ok;
  },
};

function jobText(job: JobTests, all: boolean, style: Style): string {
  const lines = [
    `${style.bold(job.job)}  ${job.passed} passed, ${job.failed} failed, ${job.skipped} skipped`,
  ];
  for (const test of job.tests) {
    if (!all && test.result !== 'failure') continue;
    const mark = statusMark(
      test.result === 'failure' ? 'failed' : test.result === 'skipped' ? 'not_run' : 'success',
      style,
    );
    const where = test.file === '' ? test.classname : test.file;
    lines.push(`  ${mark} ${test.name}${style.dim(`  ${where}  ${test.run_time.toFixed(2)}s`)}`);
    if (test.result === 'failure')
      for (const line of test.message.trim().split('\n').slice(0, 6)) lines.push(`      ${style.dim(line)}`);
  }
  return `${lines.join('\n')}\n`;
}
