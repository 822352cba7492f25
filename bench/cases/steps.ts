import { execIn, removeContainer, startContainer } from '../engine-api.ts';
import { makeProject } from '../orrery.ts';
import { type Ratio, alternate, timed } from '../sampling.ts';

const image = 'cimg/base:stable';
const steps = 50;

/**
 * A loop of what no runner that gives each step a fresh shell in a session of its own can do without, timed inside a
 * container: the part of a step's cost that is not ours.
 */
const floorLoop =
  'i=0; while [ $i -lt 200 ]; do (exec setsid /bin/bash -eo pipefail -c true </dev/null); i=$((i+1)); done';

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
    const floor = async (): Promise<number> =>
      (await timed(() => execIn(id, ['/bin/sh', '-c', floorLoop]))) / 200;
    const [manyMs = 0, execMs = 0, oneMs = 0, floorMs = 0] = await alternate(
      [run(many), exec, run(one), floor],
      rounds,
    );
    return [
      {
        name: 'a step in a container, beyond the first',
        ours: (manyMs - oneMs) / (steps - 1),
        limit: execMs,
        unit: 'ms',
        bar: 0.06,
        against: 'an API exec',
      },
      {
        name: 'a fresh shell in its own session',
        ours: floorMs,
        limit: execMs,
        unit: 'ms',
        bar: 1,
        against: 'an API exec (what of the step is not ours)',
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
