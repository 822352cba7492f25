import { expect, it } from 'vitest';
import { compile } from './compile.ts';
import type { JobArguments } from './job-arguments.ts';

const config = `version: 2.1
jobs:
  greet:
    parameters:
      who: {type: string}
      loud: {type: boolean, default: false}
      times: {type: integer, default: 1}
    docker: [{image: cimg/base:stable}]
    steps:
      - run: echo <<parameters.who>> <<parameters.loud>> <<parameters.times>>
workflows:
  main:
    jobs:
      - greet
      - greet: {name: second, who: kim}
`;

async function commands(jobArguments: JobArguments) {
  const outcome = await compile(config, {
    path: 'config.yml',
    parameters: {},
    values: {},
    orbs: { fetch: async () => undefined },
    jobArguments,
  });
  const steps = outcome.value?.config.jobs.flatMap((j) => j.steps) ?? [];
  return {
    commands: steps.flatMap((s) => (s.kind === 'run' ? [s.command] : [])),
    findings: outcome.diagnostics.map((d) => d.message),
  };
}

it('gives a job what its workflow lacks, with the types it declares', async () => {
  const { commands: got } = await commands({
    job: 'greet',
    values: { who: 'true', loud: 'true', times: '3' },
  });
  expect(got).toContain('echo true true 3');
});

it('stands above what is written, for the use of that name', async () => {
  const { findings } = await commands({ job: 'second', values: { who: 'lee' } });
  expect(findings.join()).toContain('who'); // of the first use, which still lacks it
});

it('is refused where the job declares no such parameter', async () => {
  const { findings } = await commands({ job: 'greet', values: { who: 'x', volume: '11' } });
  expect(findings.join()).toContain('volume');
});
