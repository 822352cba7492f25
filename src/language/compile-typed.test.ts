import { expect, it } from 'vitest';
import { compile } from './compile.ts';
import type { Origin, ResolvedConfig, ResolvedStep } from './resolve/resolved.ts';
import { chainOf } from './resolve/trace.ts';

/* What the engine gets: defaults filled in, text where the shell sees text, durations in milliseconds. */

async function resolved(text: string): Promise<ResolvedConfig> {
  const outcome = await compile(`version: 2.1\n${text}`, {
    path: 'config.yml',
    parameters: {},
    values: { 'git.branch': 'main' },
    orbs: { fetch: async () => undefined },
  });
  expect(outcome.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  if (outcome.value === undefined) throw new Error('not compiled');
  return outcome.value.config;
}

function withoutOrigin<T extends { readonly origin?: unknown }>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'origin')) as Partial<T>;
}

async function stepsOf(steps: string): Promise<readonly Partial<ResolvedStep>[]> {
  const config = await resolved(
    `jobs:\n  build:\n    docker: [{image: a}]\n    steps:\n${steps.trim().replaceAll(/^/gm, '      ')}`,
  );
  return (config.jobs[0]?.steps ?? []).map(withoutOrigin);
}

it('resolves run steps', async () => {
  expect(
    await stepsOf(`
- run: |

    echo one
    echo two
- run:
    name: All of it
    command: make
    shell: /bin/sh
    working_directory: src
    environment: {A: 1.50, B: yes, C: , D: 010}
    background: true
    when: always
    no_output_timeout: 1.5h
- run: {command: make, name: "", max_auto_reruns: 2, auto_rerun_delay: 2m}
`),
  ).toEqual([
    {
      kind: 'run',
      name: 'echo one',
      command: '\necho one\necho two\n',
      environment: [],
      background: false,
      noOutputTimeoutMs: 600_000,
      when: 'on_success',
      maxAutoReruns: 0,
      autoRerunDelayMs: 0,
    },
    {
      kind: 'run',
      name: 'All of it',
      command: 'make',
      shell: '/bin/sh',
      workingDirectory: 'src',
      environment: [
        { name: 'A', value: '1.5' },
        { name: 'B', value: 'true' },
        { name: 'C', value: '' },
        { name: 'D', value: '8' },
      ],
      background: true,
      noOutputTimeoutMs: 5_400_000,
      when: 'always',
      maxAutoReruns: 0,
      autoRerunDelayMs: 0,
    },
    expect.objectContaining({ name: 'make', maxAutoReruns: 2, autoRerunDelayMs: 120_000 }),
  ]);
});

it('resolves built-in steps under their display names', async () => {
  expect(
    await stepsOf(`
- checkout
- checkout: {path: src, method: shallow, depth: 3}
- restore_cache: {key: a}
- restore_cache: {name: Get, keys: [a, b]}
- save_cache: {key: a, paths: [x, y], when: on_fail}
- persist_to_workspace: {root: ., paths: [out]}
- attach_workspace: {at: /tmp}
- store_artifacts: {path: out, destination: build}
- store_test_results: {path: out}
- setup_remote_docker
- setup_remote_docker: {version: "24.0", docker_layer_caching: true}
- add_ssh_keys: {fingerprints: [a]}
- install_signing_bundle
- deploy: ./ship
`),
  ).toMatchObject([
    { kind: 'checkout', name: 'Checkout code', method: 'blobless' },
    { kind: 'checkout', path: 'src', method: 'shallow', depth: 3 },
    { kind: 'restore_cache', name: 'Restoring Cache', keys: ['a'] },
    { kind: 'restore_cache', name: 'Get', keys: ['a', 'b'] },
    { kind: 'save_cache', name: 'Saving Cache', key: 'a', paths: ['x', 'y'], when: 'on_fail' },
    {
      kind: 'persist_to_workspace',
      name: 'Persisting to workspace',
      root: '.',
      paths: ['out'],
      when: 'on_success',
    },
    { kind: 'attach_workspace', name: 'Attaching workspace', at: '/tmp' },
    { kind: 'store_artifacts', name: 'Uploading artifacts', path: 'out', destination: 'build' },
    { kind: 'store_test_results', name: 'Uploading test results', path: 'out' },
    { kind: 'setup_remote_docker', name: 'Setup a remote Docker engine', dockerLayerCaching: false },
    { kind: 'setup_remote_docker', version: '24.0', dockerLayerCaching: true },
    { kind: 'add_ssh_keys', name: 'Installing additional SSH keys', fingerprints: ['a'] },
    { kind: 'unsupported', name: 'install_signing_bundle', step: 'install_signing_bundle' },
    { kind: 'run', name: './ship', command: './ship' },
  ]);
});

it('resolves jobs and their executors', async () => {
  const { jobs } = await resolved(`
executors:
  box:
    docker:
      - {image: a, command: "sh -c 'x y'", entrypoint: [tini, --], user: 5, auth: {username: $U, password: $P}}
      - {image: b, name: db, environment: {A: 1}, aws_auth: {aws_access_key_id: $ID, aws_secret_access_key: $KEY}}
    environment: {A: box, B: box}
    shell: /bin/sh
jobs:
  one: {executor: box, environment: {B: job}, parallelism: 3, resource_class: large, steps: [], retention: {caches: 3d}}
  two: {machine: {image: m, docker_layer_caching: true}, working_directory: ~/x, steps: []}
  three: {machine: true, resource_class: acme/metal, steps: []}
  four: {macos: {xcode: 15.4}, steps: []}
  five: {type: lock, key: k}
workflows: {main: {jobs: [one, two, three, four, five]}}
`);
  expect(jobs.map(withoutOrigin)).toEqual([
    {
      name: 'one',
      type: 'build',
      executor: {
        kind: 'docker',
        images: [
          {
            image: 'a',
            command: ['sh', '-c', 'x y'],
            entrypoint: ['tini', '--'],
            user: '5',
            auth: { username: '$U', password: '$P' },
            environment: [],
          },
          {
            image: 'b',
            name: 'db',
            environment: [{ name: 'A', value: '1' }],
            awsAuth: { aws_access_key_id: '$ID', aws_secret_access_key: '$KEY' },
          },
        ],
      },
      shell: '/bin/sh',
      workingDirectory: '~/project',
      environment: [
        { name: 'A', value: 'box' },
        { name: 'B', value: 'job' },
      ],
      resourceClass: 'large',
      parallelism: 3,
      steps: [],
      cacheDays: 3,
    },
    expect.objectContaining({
      executor: { kind: 'machine', image: 'm', dockerLayerCaching: true },
      workingDirectory: '~/x',
      parallelism: 1,
    }),
    expect.objectContaining({ executor: { kind: 'machine', image: undefined, dockerLayerCaching: false } }),
    expect.objectContaining({ executor: { kind: 'macos', xcode: '15.4' } }),
    expect.objectContaining({ type: 'lock', executor: undefined, lockKey: 'k' }),
  ]);
});

it('resolves workflows', async () => {
  const { workflows, setup, parameters } = await resolved(`
setup: true
parameters: {live: {type: boolean, default: true}}
jobs:
  build: {docker: [{image: a}], steps: []}
workflows:
  main:
    max_auto_reruns: 2
    triggers: [{schedule: {cron: "0 0 * * *", filters: {branches: {only: main, ignore: [a, b]}}}}]
    jobs:
      - build: {context: one, filters: {branches: {only: main}, tags: {ignore: [/.*/]}}}
      - hold: {type: approval, requires: [build], context: [a, b]}
      - build: {name: last, requires: [hold: terminal, build: [failed, success]], serial-group: g, filters: pipeline.parameters.live}
`);
  expect({ setup, parameters }).toEqual({ setup: true, parameters: { live: true } });
  expect(workflows).toMatchObject([
    {
      name: 'main',
      maxAutoReruns: 2,
      schedules: [{ cron: '0 0 * * *', branches: { only: ['main'], ignore: ['a', 'b'] } }],
      jobs: [
        {
          name: 'build',
          type: 'build',
          job: 'build',
          requires: [],
          contexts: ['one'],
          filters: { kind: 'refs', branches: { only: ['main'] }, tags: { ignore: ['/.*/'] } },
        },
        {
          name: 'hold',
          type: 'approval',
          job: undefined,
          requires: [{ job: 'build', statuses: ['success'] }],
          contexts: ['a', 'b'],
          filters: undefined,
        },
        {
          name: 'last',
          job: 'last',
          requires: [
            { job: 'hold', statuses: ['success', 'failed', 'canceled', 'unauthorized', 'not_run'] },
            { job: 'build', statuses: ['failed', 'success'] },
          ],
          serialGroup: 'g',
          filters: { kind: 'expression', expression: 'pipeline.parameters.live' },
        },
      ],
    },
  ]);
});

it('says through which calls a step came, innermost first', async () => {
  const [job] = (
    await resolved(`
commands:
  inner: {steps: [checkout]}
  outer: {steps: [inner]}
jobs:
  build: {docker: [{image: a}], steps: [outer]}
`)
  ).jobs;
  const whats = (origin: Origin | undefined) => origin && chainOf(origin).map((o) => o.what);
  expect(whats(job?.steps[0]?.origin)).toEqual(['checkout', 'the command "inner"', 'the command "outer"']);
  expect(whats(job?.origin)).toEqual(['the job "build"', 'the workflow "workflow"']);
});

it('survives JSON', async () => {
  const config = await resolved('jobs: {build: {docker: [{image: a}], steps: [checkout]}}');
  expect(JSON.parse(JSON.stringify(config))).toEqual(config);
});
