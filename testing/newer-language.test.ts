import { afterAll, expect, it } from 'vitest';
import { hostMachine } from './host-project.ts';

/** What the newer parts of the language do in runs, with real processes on the host. */
const machine = hostMachine();
afterAll(async () => machine.remove());

interface Status {
  readonly status: string;
  readonly workflows: readonly {
    readonly id: string;
    readonly status: string;
    readonly auto_rerun_number: number | null;
    readonly jobs: readonly {
      readonly name: string;
      readonly status: string;
      readonly reason: string | null;
    }[];
  }[];
}

async function runAndLook(name: string, config: string, files: Readonly<Record<string, string>> = {}) {
  const project = machine.project(name, config, files);
  const { code, printed } = await project.orrery('run', '--executor', 'host', '--approve', 'all').ended();
  const status = JSON.parse((await project.orrery('status', 'latest', '--json').ended()).stdout) as Status;
  const jobs = (id: string): Readonly<Record<string, string>> => {
    const found = status.workflows.find((workflow) => workflow.id === id)?.jobs ?? [];
    return Object.fromEntries(found.map((job) => [job.name, job.status]));
  };
  const log = async (job: string): Promise<string> =>
    (await project.orrery('logs', 'latest', job).ended()).stdout;
  return { code, printed, status, jobs, log };
}

const basics = `version: 2.1
jobs:
  ok: {machine: true, steps: [run: 'true']}
  bad: {machine: true, steps: [run: 'false']}`;

it('requires statuses, through no-ops, approvals and releases (WFL-36 to WFL-38, JOB-11 to JOB-13)', async () => {
  const { code, status, jobs } = await runAndLook(
    'statuses',
    `${basics}
  secret: {machine: true, steps: [run: 'true']}
  join: {type: no-op}
  ship: {type: release, plan_name: prod}
workflows:
  main:
    jobs:
      - ok
      - bad
      - secret: {context: nowhere}
      - join: {requires: [ok]}
      - ok: {name: after-join, requires: [join]}
      - ok: {name: on-failed, requires: [bad: failed]}
      - ok: {name: on-either, requires: [bad: [failed, canceled], ok]}
      - ok: {name: on-success, requires: [bad]}
      - ok: {name: below-that, requires: [on-success]}
      - ok: {name: on-not-run, requires: [on-success: not_run]}
      - ok: {name: on-terminal, requires: [below-that: terminal]}
      - ok: {name: on-unauthorized, requires: [secret: unauthorized]}
      - ok: {name: unauthorized-is-no-failure, requires: [secret: failed]}
      - ship: {requires: [ok]}
      - hold: {type: approval, requires: [on-failed]}
      - ok: {name: after-hold, requires: [hold]}
      - ok: {name: hold-was-canceled, requires: [hold: canceled]}
`,
  );
  expect(code).toBe(1);
  expect(jobs('main')).toEqual({
    ok: 'success',
    bad: 'failed',
    secret: 'unauthorized',
    join: 'success',
    'after-join': 'success',
    'on-failed': 'success',
    'on-either': 'success',
    'on-success': 'not_run',
    'below-that': 'not_run',
    'on-not-run': 'success',
    'on-terminal': 'success',
    'on-unauthorized': 'success',
    'unauthorized-is-no-failure': 'not_run',
    ship: 'success',
    hold: 'success',
    'after-hold': 'success',
    'hold-was-canceled': 'not_run',
  });
  const ship = status.workflows[0]?.jobs.find((job) => job.name === 'ship');
  expect(ship?.reason).toBe('release plans run only on CircleCI: nothing was done');
});

it('ends a job-group whose member fails as not run, and unlocks it (WFL-67, WFL-68)', async () => {
  const { jobs } = await runAndLook(
    'groups',
    `${basics}
job-groups:
  rollout:
    jobs: [bad, ok: {name: verify, requires: [bad]}]
  calm:
    jobs: [ok]
workflows:
  main:
    jobs:
      - rollout: {serial-group: acme/prod}
      - ok: {name: after, requires: [rollout]}
      - ok: {name: instead, requires: [rollout: not_run]}
      - calm: {serial-group: acme/prod}
      - ok: {name: after-calm, requires: [calm]}
`,
  );
  expect(jobs('main')).toEqual({
    'rollout/group-start': 'success',
    'rollout/bad': 'failed',
    'rollout/verify': 'not_run',
    'rollout/group-end': 'not_run',
    'rollout/group-unlock': 'success',
    after: 'not_run',
    instead: 'success',
    'calm/group-start': 'success',
    'calm/ok': 'success',
    'calm/group-end': 'success',
    'calm/group-unlock': 'success',
    'after-calm': 'success',
  });
});

it('tries a step again with the files and $BASH_ENV of the attempts before; only the last one counts', async () => {
  const step = (name: string, command: string): string => `      - run:
          name: ${name}
          max_auto_reruns: 3
          auto_rerun_delay: 1s
          command: |
            echo "export TRY=$((\${TRY:-0} + 1))" >> "$BASH_ENV"
            echo "try \${TRY:-0}"
            ${command}`;
  const { code, log } = await runAndLook(
    'steps',
    `version: 2.1
jobs:
  flaky:
    machine: true
    steps:
${step('flaky', 'test "${TRY:-0}" -ge 2')}
      - run: echo "after try $TRY"
  halts-at-last:
    machine: true
    steps:
${step('halts', 'test "${TRY:-0}" -ge 1 && circleci step halt')}
      - run: echo not reached
  halted-in-vain:
    machine: true
    steps:
${step('halts', 'test "${TRY:-0}" -ge 1 || { circleci step halt; exit 1; }')}
      - run: echo "still reached"
workflows:
  main:
    jobs: [flaky, halts-at-last, halted-in-vain]
`,
  );
  expect(code).toBe(0);
  const flaky = await log('flaky');
  expect(flaky.slice(flaky.indexOf('====>> flaky'))).toBe(
    '====>> flaky\ntry 0\nThe step failed. Trying again in 1s (1 of 3).\n' +
      'try 1\nThe step failed. Trying again in 1s (2 of 3).\ntry 2\n' +
      '====>> echo "after try $TRY"\nafter try 3\n',
  );
  expect(await log('halts-at-last')).not.toContain('not reached');
  expect(await log('halted-in-vain')).toContain('\nstill reached');
});

it('runs a failed workflow again by itself, with the workspace that it had (WFL-88)', async () => {
  const { code, printed, status, jobs, log } = await runAndLook(
    'again',
    `version: 2.1
jobs:
  build:
    machine: true
    steps:
      - run: mkdir -p out && echo "built in $CIRCLE_WORKFLOW_ID" > out/it
      - persist_to_workspace: {root: out, paths: [it]}
  test:
    machine: true
    steps:
      - attach_workspace: {at: in}
      - run: mkdir -p results && cat in/it > results/seen && echo x >> "$TRIES"
      - store_artifacts: {path: results/seen, destination: seen}
      - run: 'test "$(wc -l < "$TRIES")" -ge 3'
  tell: {machine: true, steps: [run: 'true']}
workflows:
  main:
    max_auto_reruns: 4
    jobs:
      - build
      - test: {requires: [build]}
      - tell: {requires: [test: failed]}
`.replaceAll('$TRIES', `${machine.root}/tries`),
  );
  expect(code).toBe(0);
  expect(status.workflows.map((w) => [w.id, w.status, w.auto_rerun_number])).toEqual([
    ['main', 'failed', null],
    ['main#2', 'failed', 1],
    ['main#3', 'success', 2],
  ]);
  expect(jobs('main#2')).toEqual({ build: 'success', test: 'failed', tell: 'success' });
  expect(jobs('main#3')).toEqual({ build: 'success', test: 'success', tell: 'not_run' });
  expect(printed).toContain('main (attempt 3, rerun automatically) success');
  expect(await log('test')).not.toContain('No such file');
});

it('takes the job of an orb in place of one’s own (WFL-70)', async () => {
  const { code, log } = await runAndLook(
    'override',
    `version: 2.1
orbs:
  tools:
    jobs:
      deploy: {machine: true, steps: [run: echo "from the orb"]}
jobs:
  deploy: {machine: true, steps: [run: echo "my own"]}
workflows:
  main:
    jobs: [deploy: {override-with: tools/deploy}]
`,
  );
  expect(code).toBe(0);
  expect(await log('deploy')).toContain('\nfrom the orb\n');
});
