import { execIn, removeContainer, startContainer } from '../engine-api.ts';
import { makeProject } from '../orrery.ts';
import { type Ratio, alternate, timed } from '../sampling.ts';

const image = 'cimg/base:stable';
const steps = 50;

/** What each step of a container job costs beyond the first, beside a `docker exec` over the API. */
export async function benchSteps(rounds: number): Promise<readonly Ratio[]> {
  using many = makeProject(jobConfig(steps));
  using one = makeProject(jobConfig(1));
  const id = await startContainer(image);
  try {
    const exec = async (): Promise<number> => {
      const times = [];
      for (let i = 0; i < 5; i++)
        times.push(await timed(() => execIn(id, ['/bin/bash', '-eo', 'pipefail', '-c', 'true'])));
      return times.reduce((sum, time) => sum + time, 0) / times.length;
    };
    const run = (project: typeof many) => async () =>
      (await project.orrery('run', '--executor', 'docker', '--pull', 'never')).wallMs;
    const [manyMs = 0, execMs = 0, oneMs = 0] = await alternate([run(many), exec, run(one)], rounds);
    return [
      {
        name: 'a step in a container, beyond the first',
        ours: (manyMs - oneMs) / (steps - 1),
        limit: execMs,
        unit: 'ms',
        bar: 0.06,
        against: 'an API exec',
      },
    ];
  } finally {
    await removeContainer(id);
  }
}

function jobConfig(count: number): string {
  return [
    'version: 2.1',
    'jobs:',
    '  job:',
    `    docker: [{image: ${image}}]`,
    '    steps:',
    ...Array.from({ length: count }, () => '      - run: "true"'),
    'workflows: {main: {jobs: [job]}}',
    '',
  ].join('\n');
}
