import { createMask } from '../../src/engine/masking.ts';
import { execIn, removeContainer, startContainer } from '../engine-api.ts';
import { makeProject } from '../orrery.ts';
import { type Ratio, alternate, timed } from '../sampling.ts';

const image = 'bench/tiny:latest';
const width = 200;
const lines = 1_000_000;
const secrets = [
  's3cr3t-Tok-9f81',
  'ghp_0123456789abcdefghijklmnop',
  'proj-Pass-44d2',
  'AKIAIOSFODNN7EXAMPLE',
  'hunter2hunter2',
];

const printLines = (count: number): string => `yes ${'x'.repeat(width - 1)} | head -n ${count}`;

/** 200 MB of lines from a step to its stored, masked log, beside the same bytes over a bare API exec. */
export async function benchLogs(rounds: number): Promise<readonly Ratio[]> {
  using long = makeProject(logConfig(lines));
  using short = makeProject(logConfig(1_000));
  for (const project of [long, short])
    for (const [i, secret] of secrets.entries())
      await project.orrery('project', 'env', 'set', `SECRET_${i}`, secret);
  const id = await startContainer(image);
  const peaks = { long: 0, short: 0 };
  const run = (project: typeof long, kind: keyof typeof peaks) => async () => {
    const result = await project.orrery('run', '--executor', 'docker', '--pull', 'never');
    peaks[kind] = Math.max(peaks[kind], result.peakMb);
    return result.wallMs;
  };
  try {
    const [longMs = 0, rawMs = 0, shortMs = 0, maskMs = 0] = await alternate(
      [
        run(long, 'long'),
        () => timed(() => execIn(id, ['/bin/sh', '-c', printLines(lines)])),
        run(short, 'short'),
        async () => maskAlone(),
      ],
      rounds,
    );
    const megabytes = (lines * width) / 1e6;
    const speed = (ms: number): number => megabytes / (ms / 1_000);
    return [
      {
        name: '200 MB of log lines',
        ours: speed(longMs - shortMs),
        limit: speed(rawMs),
        unit: 'MB/s',
        bar: 0.8,
        against: 'a bare API exec',
      },
      {
        name: 'masking them alone, five secrets',
        ours: maskMs,
        limit: rawMs,
        unit: 'ms',
        bar: 0.5,
        against: 'the same exec',
      },
      {
        name: '200 MB of log lines: peak memory',
        ours: peaks.long,
        limit: peaks.short,
        unit: 'MB',
        bar: 1.25,
        against: '200 kB of them',
      },
    ];
  } finally {
    await removeContainer(id);
  }
}

function maskAlone(): number {
  const chunk = Buffer.from(`${'x'.repeat(width - 1)}\n`.repeat(160));
  const stream = createMask(secrets).stream();
  const start = performance.now();
  for (let sent = 0; sent < lines * width; sent += chunk.length) stream.push(chunk);
  stream.end();
  return performance.now() - start;
}

function logConfig(count: number): string {
  return [
    'version: 2.1',
    'jobs:',
    '  job:',
    `    docker: [{image: "${image}"}]`,
    // No pipefail: `yes` ends by a signal.
    '    shell: /bin/sh',
    '    steps:',
    `      - run: {name: Print, command: "${printLines(count)}"}`,
    'workflows: {main: {jobs: [job]}}',
    '',
  ].join('\n');
}
