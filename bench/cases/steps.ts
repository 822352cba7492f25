import { runChild } from '../child.ts';
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

/**
 * What each step of a container job costs beyond the first, beside what a runner pays that starts each step by
 * `docker exec`, or by the quicker way over the API.
 */
export async function benchSteps(rounds: number): Promise<readonly Ratio[]> {
  using many = makeProject(jobConfig(steps));
  using one = makeProject(jobConfig(1));
  const id = await startContainer(image);
  const shell = ['/bin/bash', '-eo', 'pipefail', '-c', 'true'];
  const run = (project: typeof many) => async () =>
    (await project.orrery('run', '--executor', 'docker', '--pull', 'never')).wallMs;
  try {
    const [manyMs = 0, oneMs = 0, cliMs = 0, apiMs = 0, floorMs = 0] = await alternate(
      [
        run(many),
        run(one),
        mean(5, () => runChild(['docker', 'exec', id, ...shell])),
        mean(5, () => execIn(id, shell)),
        mean(1, () => execIn(id, ['/bin/sh', '-c', floorLoop]), 200),
      ],
      // A step is the small difference of two whole runs: it takes more of them to tell it from the noise.
      rounds * 3,
    );
    const ours = (manyMs - oneMs) / (steps - 1);
    return [
      row('a step in a container, beyond the first', ours, cliMs, 0.06, '`docker exec`'),
      row('the same', ours, apiMs, 0.1, 'an exec over the API'),
      row(
        'a fresh shell in its own session',
        floorMs,
        cliMs,
        1,
        '`docker exec` (what of a step is not ours)',
      ),
    ];
  } finally {
    await removeContainer(id);
  }
}

/** A sample: the mean time of `count` calls, each of which does the thing `inside` times. */
function mean(count: number, work: () => Promise<unknown>, inside = 1): () => Promise<number> {
  return async () => {
    let totalMs = 0;
    for (let i = 0; i < count; i++) totalMs += await timed(work);
    return totalMs / count / inside;
  };
}

function row(name: string, ours: number, limit: number, bar: number, against: string): Ratio {
  return { name, ours, limit, unit: 'ms', bar, against };
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
