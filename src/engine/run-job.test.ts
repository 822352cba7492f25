import { describe, expect, it } from 'vitest';
import { readRun } from './read-run.ts';
import { engineKit, job, stepStatuses, until } from './testing/engine-kit.ts';
import { planOf, run, step } from './testing/plans.ts';

/** Steps by their command: `fail 3` ends with 3, `say x` says x, others do nothing. */
const kitOfCommands = (more: Parameters<typeof engineKit>[0] = {}) =>
  engineKit({
    script({ step }) {
      const [verb, ...rest] = step.command.split(' ');
      if (verb === 'fail') return { exitCode: Number(rest[0]) };
      if (verb === 'say') return { output: `${rest.join(' ')}\n` };
      if (verb === 'halt') return { halt: true };
      if (verb === 'hang') return { hangs: true };
      if (verb === 'silent') return { timesOut: true };
      return undefined;
    },
    ...more,
  });
const one = (...steps: Parameters<typeof planOf>[0][string][string]['steps'] & object) =>
  planOf({ main: { build: { steps } } });

describe('the steps of a job', () => {
  it('begin with two of ours', async () => {
    const kit = kitOfCommands();
    const { view } = await kit.run(one(run('say hello')));
    expect(job(view, 'build').steps.map((s) => s.name)).toEqual([
      'Spin up environment',
      'Preparing environment variables',
      'say hello',
    ]);
    expect(await kit.log(view, 'build', 'Spin up environment')).toContain('cimg/base:stable');
    expect(await kit.log(view, 'build', 'Preparing environment variables')).toContain('CIRCLE_JOB=build');
    expect(kit.shown).toContain('main/build/0/2 hello\n');
  });

  it('after a failure are those that ask for it (STP-15, STP-23)', async () => {
    const { view } = await kitOfCommands().run(
      one(
        run('fail 3'),
        run('plain'),
        run('sweep', { when: 'always' }),
        run('rescue', { when: 'on_fail' }),
        step({ kind: 'store_artifacts', path: 'out' }),
        run('fail 4', { when: 'always' }),
      ),
    );
    expect(stepStatuses(view, 'build')).toEqual([
      ['fail 3', 'failed'],
      ['plain', 'not_run'],
      ['sweep', 'success'],
      ['rescue', 'success'],
      ['store_artifacts', 'success'],
      ['fail 4', 'failed'],
    ]);
    expect(job(view, 'build')).toMatchObject({ status: 'failed', executions: [{ exitCode: 3 }] });
  });

  it('leave on_fail out after a success', async () => {
    const { view } = await kitOfCommands().run(one(run('x'), run('rescue', { when: 'on_fail' })));
    expect(stepStatuses(view, 'build')).toEqual([
      ['x', 'success'],
      ['rescue', 'not_run'],
    ]);
  });

  it('end with a halt, without making a failing job green (STP-19)', async () => {
    const green = await kitOfCommands().run(one(run('halt'), run('after', { when: 'always' })));
    expect(stepStatuses(green.view, 'build')).toEqual([
      ['halt', 'success'],
      ['after', 'not_run'],
    ]);
    expect(job(green.view, 'build').status).toBe('success');
    const red = await kitOfCommands().run(one(run('fail 1'), run('halt', { when: 'always' })));
    expect(job(red.view, 'build').status).toBe('failed');
  });

  it('fail when they are silent for too long; always steps still run (STP-18)', async () => {
    const { view } = await kitOfCommands().run(one(run('silent'), run('sweep', { when: 'always' })));
    expect(stepStatuses(view, 'build')).toEqual([
      ['silent', 'timedout'],
      ['sweep', 'success'],
    ]);
    expect(job(view, 'build').status).toBe('failed');
  });

  it('are tried again, after a delay, in one log (STP-13)', async () => {
    let tries = 0;
    const kit = engineKit({
      script: () => ({ output: `try ${(tries += 1)}`, exitCode: tries < 3 ? 1 : 0 }),
    });
    const { runId } = await kit.start(one(run('flaky', { maxAutoReruns: 3, autoRerunDelayMs: 2000 })));
    const running = kit.advance(runId);
    for (const tried of [1, 2]) {
      // One who sleeps watches for requests of other processes.
      await until(() => tries === tried && kit.clock.sleepers() === 2);
      await kit.clock.advance(1999);
      expect(tries).toBe(tried);
      await kit.clock.advance(1);
    }
    await running;
    const view = await readRun(kit.ports, runId);
    expect(stepStatuses(view, 'build')).toEqual([['flaky', 'success']]);
    expect(await kit.log(view, 'build')).toBe(
      'try 1\nThe step failed. Trying again in 2s (1 of 3).\n' +
        'try 2\nThe step failed. Trying again in 2s (2 of 3).\ntry 3',
    );
  });

  it('give up after so many tries', async () => {
    let tries = 0;
    const kit = engineKit({
      script: () => {
        tries += 1;
        return { exitCode: 7 };
      },
    });
    const { view } = await kit.run(one(run('bad', { maxAutoReruns: 2 })));
    expect(tries).toBe(3);
    expect(job(view, 'build')).toMatchObject({ status: 'failed', executions: [{ exitCode: 7 }] });
  });
});

describe('background steps (STP-16)', () => {
  it('go on beside the others, and are killed at the end', async () => {
    const kit = kitOfCommands();
    const { view } = await kit.run(one(run('hang', { background: true }), run('say worked')));
    expect(stepStatuses(view, 'build')).toEqual([
      ['hang', 'success'],
      ['say worked', 'success'],
    ]);
    expect(job(view, 'build').status).toBe('success');
  });

  it('do not fail the job', async () => {
    const { view } = await kitOfCommands().run(
      one(run('fail 9', { background: true }), run('x'), run('rescue', { when: 'on_fail' })),
    );
    expect(stepStatuses(view, 'build')).toEqual([
      ['fail 9', 'failed'],
      ['x', 'success'],
      ['rescue', 'not_run'],
    ]);
    expect(job(view, 'build').status).toBe('success');
  });
});

describe('parallelism (JOB-03)', () => {
  const spec = (command: string) => planOf({ main: { spec: { steps: [run(command)], parallelism: 3 } } });
  const nodes = engineKit.bind(undefined, {
    script: ({ environment, step }) => ({
      output: `node ${environment['CIRCLE_NODE_INDEX']} of ${environment['CIRCLE_NODE_TOTAL']}\n`,
      exitCode: step.command === 'odd' && environment['CIRCLE_NODE_INDEX'] === '1' ? 5 : 0,
    }),
  });

  it('runs executions side by side, each with its own sandbox and log', async () => {
    const kit = nodes();
    const { view } = await kit.run(spec('x'));
    for (const node of [0, 1, 2]) expect(await kit.log(view, 'spec', 'x', node)).toBe(`node ${node} of 3\n`);
    expect(kit.executor.prepared).toHaveLength(3);
  });

  it('fails the job when one execution fails', async () => {
    const { view } = await nodes().run(spec('odd'));
    expect(job(view, 'spec')).toMatchObject({
      status: 'failed',
      executions: [{ status: 'success' }, { status: 'failed', exitCode: 5 }, { status: 'success' }],
    });
  });

  it('runs only the execution that --index picks', async () => {
    const kit = nodes();
    const { view } = await kit.run(spec('x'), { index: 2 });
    expect(job(view, 'spec').executions.map((e) => e.index)).toEqual([2]);
    expect(await kit.log(view, 'spec', 'x', 2)).toBe('node 2 of 3\n');
    const none = await nodes().run(spec('x'), { index: 7 });
    expect(job(none.view, 'spec')).toMatchObject({ status: 'failed', reason: expect.any(String) });
  });
});

describe('secrets', () => {
  const secrets = {
    contexts: { vault: { API_TOKEN: 's3cr3t-Tok-9f81', SHARED: 'first' }, more: { SHARED: 'second' } },
    project: { DB_PASS: 'proj-Pass-44d2', SHARED: 'project' },
  };

  it('reach the job, and neither its log nor whoever watches', async () => {
    const kit = engineKit({
      secrets,
      script: ({ environment }) => ({
        output: [
          `<${environment['API_TOKEN']?.slice(0, 4)}`,
          `${environment['API_TOKEN']?.slice(4)}> `,
          `${environment['DB_PASS']}\n`,
        ],
      }),
    });
    const plan = planOf({
      main: {
        with: { steps: [run('leak')], contexts: ['vault'] },
        without: { steps: [run('leak')] },
      },
    });
    const { view } = await kit.run(plan);
    expect(await kit.log(view, 'with')).toBe('<****> ****\n');
    expect(await kit.log(view, 'without')).toBe('<undefinedundefined> ****\n');
    const environment = await kit.log(view, 'with', 'Preparing environment variables');
    expect(environment).toContain('API_TOKEN=**REDACTED**');
    expect(kit.shown.join('')).not.toMatch(/s3cr3t-Tok|proj-Pass/);
  });

  it('of a later context win, and -e over both', async () => {
    const seen: (string | undefined)[] = [];
    const kit = engineKit({ secrets, script: ({ environment }) => void seen.push(environment['SHARED']) });
    const plan = planOf({ main: { a: { steps: [run('x')], contexts: ['vault', 'more'] } } });
    await kit.run(plan);
    await kit.run(plan, { environment: { SHARED: '-e' } });
    expect(seen).toEqual(['second', '-e']);
  });

  it('of a context that does not exist refuse the job, and name it (WFL-57)', async () => {
    const kit = engineKit({ secrets });
    const { view } = await kit.run(
      planOf({ main: { a: { steps: [run('x')], contexts: ['vault', 'no-such-vault'] } } }),
    );
    expect(job(view, 'a').status).toBe('unauthorized');
    expect(job(view, 'a').reason).toContain('no context "no-such-vault"');
    expect(job(view, 'a').reason).toContain('more, vault');
    expect(kit.executor.prepared).toEqual([]);
    expect(view.status).toBe('failed');
  });
});

describe('the sandbox', () => {
  it('has the image, its services, limits and credentials of the definition', async () => {
    const kit = engineKit({ secrets: { contexts: { hub: { PASS: 'p4ssw0rd' } } } });
    const images = [
      {
        image: 'acme/app:1',
        environment: [{ name: 'IN_IMAGE', value: 'image' }],
        auth: { username: 'kim', password: '$PASS' },
        user: 'app',
      },
      { image: 'redis:7', name: 'cache', environment: [{ name: 'PORT', value: '1' }] },
    ];
    await kit.run(
      planOf({
        main: {
          a: {
            steps: [run('x'), step({ kind: 'setup_remote_docker', dockerLayerCaching: false })],
            contexts: ['hub'],
            executor: { kind: 'docker', images },
            resourceClass: 'arm.large',
            environment: [{ name: 'OWN', value: '1' }],
          },
        },
      }),
      { pull: 'never' },
    );
    expect(kit.executor.prepared).toMatchObject([
      {
        job: 'main/a',
        image: { image: 'acme/app:1', user: 'app', auth: { username: 'kim', password: 'p4ssw0rd' } },
        services: [{ image: 'redis:7', name: 'cache', environment: { PORT: '1' }, auth: undefined }],
        environment: { IN_IMAGE: 'image', OWN: '1', CIRCLE_JOB: 'a', PASS: 'p4ssw0rd' },
        resources: { cpus: 4, memoryBytes: 8 * 1024 ** 3 },
        platform: 'linux/arm64',
        pull: 'never',
        remoteDocker: true,
        bind: undefined,
        workingDirectory: '~/project',
      },
    ]);
    expect(kit.executor.prepared[0]?.services[0]?.environment).not.toHaveProperty('PASS');
  });

  it('of a machine has no image and no limits; with --bind it is the user’s folder', async () => {
    const kit = engineKit();
    await kit.run(
      planOf({
        main: {
          a: {
            steps: [step({ kind: 'checkout', method: 'blobless' })],
            executor: { kind: 'machine', image: 'ubuntu-2204:current', dockerLayerCaching: false },
          },
        },
      }),
      { checkout: { kind: 'bind' } },
    );
    expect(kit.executor.prepared).toMatchObject([
      { image: undefined, services: [], resources: undefined, bind: '/home/kim/shop' },
    ]);
  });
});

it('passes jobs that have no steps', async () => {
  const { view } = await engineKit().run(
    planOf({ main: { lock: { type: 'lock' }, ship: { type: 'release', requires: ['lock'] } } }),
  );
  expect(job(view, 'lock').status).toBe('success');
  expect(job(view, 'ship')).toMatchObject({ status: 'success', reason: expect.stringContaining('CircleCI') });
});
