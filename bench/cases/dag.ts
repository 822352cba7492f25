import { join } from 'node:path';
import { runChild } from '../child.ts';
import { makeProject } from '../orrery.ts';
import { type Ratio, alternate } from '../sampling.ts';

const count = 1_000;
const atOnce = 4;

/** A binary tree of jobs, job i after job i/2, on the host; beside a scheduler that does nothing but spawn the same tree. */
export async function benchDag(rounds: number): Promise<readonly Ratio[]> {
  using project = makeProject(treeConfig());
  const scheduler = join(import.meta.dirname, '../bare-scheduler.mjs');
  let peakMb = 0;
  const [ours = 0, limit = 0] = await alternate(
    [
      async () => {
        const run = await project.orrery('run', '--executor', 'host', '--concurrency', String(atOnce));
        peakMb = Math.max(peakMb, run.peakMb);
        return run.wallMs;
      },
      async () => (await runChild([process.execPath, scheduler, String(count), String(atOnce)])).wallMs,
    ],
    rounds,
  );
  return [
    {
      name: '1,000 jobs on the host',
      ours,
      limit,
      unit: 'ms',
      bar: 2,
      against: 'a bare scheduler, same tree',
    },
    { name: '1,000 jobs: peak memory', ours: peakMb, limit: 150, unit: 'MB', bar: 1, against: '150 MB' },
  ];
}

function treeConfig(): string {
  const entries = Array.from({ length: count }, (_, index) => {
    const requires = index === 0 ? '' : `, requires: [t${(index + 1) >> 1}]`;
    return `      - noop: {name: t${index + 1}${requires}}`;
  });
  return [
    'version: 2.1',
    'jobs:',
    '  noop:',
    '    machine: {image: default}',
    '    shell: /bin/sh',
    '    steps:',
    '      - run: "true"',
    'workflows:',
    '  main:',
    '    jobs:',
    ...entries,
    '',
  ].join('\n');
}
