import { runChild } from '../child.ts';
import { containerCycle } from '../engine-api.ts';
import { makeProject } from '../orrery.ts';
import { type Ratio, alternate, timed } from '../sampling.ts';

const image = 'bench/tiny:latest';
const length = 10;

/** Jobs of one step, one after the other, each in a container of its own; beside bare cycles of the engine's API. */
export async function benchChain(rounds: number): Promise<readonly Ratio[]> {
  using chain = makeProject(chainConfig(length));
  using single = makeProject(chainConfig(1));
  const run = (project: typeof chain) => async () =>
    (await project.orrery('run', '--executor', 'docker', '--pull', 'never')).wallMs;
  const cycles = (count: number) => () =>
    timed(async () => {
      for (let i = 0; i < count; i++) await containerCycle(image);
    });
  const node = async (): Promise<number> => (await runChild([process.execPath, '-e', '0'])).wallMs;
  const [chainMs = 0, cyclesMs = 0, singleMs = 0, cycleMs = 0, nodeMs = 0] = await alternate(
    [run(chain), cycles(length), run(single), cycles(1), node],
    rounds,
  );
  return [
    {
      name: '10 container jobs in a chain',
      ours: chainMs,
      limit: cyclesMs,
      unit: 'ms',
      bar: 0.9,
      against: '10 API cycles',
    },
    {
      name: 'a container job of one step',
      ours: singleMs,
      limit: cycleMs + nodeMs,
      unit: 'ms',
      bar: 1.8,
      against: 'an API cycle and node -e 0',
    },
  ];
}

function chainConfig(count: number): string {
  const entries = Array.from({ length: count }, (_, i) =>
    i === 0 ? '      - noop: {name: j1}' : `      - noop: {name: j${i + 1}, requires: [j${i}]}`,
  );
  return [
    'version: 2.1',
    'jobs:',
    '  noop:',
    `    docker: [{image: "${image}"}]`,
    '    steps: [{run: "true"}]',
    'workflows:',
    '  main:',
    '    jobs:',
    ...entries,
    '',
  ].join('\n');
}
