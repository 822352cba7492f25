import { OrreryError } from '../../base/error.ts';
import { describe, expect, it } from 'vitest';
import type { FakeEnd, FakeStep } from '../../ports/executor-fake.ts';
import { newestAttempts } from '../../run/read-view.ts';
import { readRun } from '../read-run.ts';
import { rerun } from '../rerun.ts';
import { engineKit, type KitOptions, statuses, until } from '../testing/engine-kit.ts';
import { planOf, run } from '../testing/plans.ts';
import { continuationFile, loadContinuationFindings } from './continuation-findings.ts';

const continued = `version: 2.1
parameters:
  deploy: {type: boolean, default: false}
  given: {type: string, default: none}
jobs:
  test:
    docker: [{image: cimg/base:stable}]
    steps: [{run: "test << pipeline.parameters.given >> << pipeline.number >>"}]
workflows:
  main: {jobs: [test]}
  release:
    when: << pipeline.parameters.deploy >>
    jobs: [test]
`;

/** A setup phase of one job, `decide`, whose step does what the script says. */
const setup = planOf({ main: { decide: { steps: [run('go on'), run('after')] } } }, { setup: true });

interface Sent {
  readonly configuration?: string;
  readonly parameters?: object;
  readonly key?: string;
}

/** Leaves a request as the in-job `curl` does. */
function ask({ files, environment }: FakeStep, sent: Sent = {}, id = '1'): void {
  const { configuration = continued, parameters, key = environment['CIRCLE_CONTINUATION_KEY'] } = sent;
  const body = { 'continuation-key': key, configuration, ...(parameters !== undefined && { parameters }) };
  files.write(`/tmp/task/continue/${id}/body`, JSON.stringify(body));
}

function answer({ files }: FakeStep, id = '1'): string {
  const read = (name: string): string => files.read(`/tmp/task/continue/${id}/${name}`)?.trim() ?? 'nothing';
  return `${read('status')} ${read('reply')}`;
}

/** A kit in which `decide` sends this in its first step; its second prints the answer. */
function kitThatSends(sent: Sent, more: Omit<KitOptions, 'script'> = {}) {
  return engineKit({
    ...more,
    script(step): FakeEnd | undefined {
      if (step.step.command === 'go on') ask(step, sent);
      return step.step.command === 'after' ? { output: answer(step) } : undefined;
    },
  });
}

describe('a setup phase', () => {
  it('goes on with the config that a job gives, as one run, with names of its own', async () => {
    const kit = kitThatSends({ parameters: { deploy: true } });
    const { view, end, number } = await kit.run(
      setup,
      {},
      { values: { number: 7 }, parameters: { given: 'it' } },
    );
    expect(end).toBe('finished');
    expect(number).toBe(1);
    expect(view.status).toBe('success');
    expect(newestAttempts(view).map((w) => [w.id, w.status])).toEqual([
      ['main', 'success'],
      ['main-continued', 'success'],
      ['release', 'success'],
    ]);
    expect(await kit.log(view, 'decide')).toBe('200 {"message":"OK"}');
    const tests = kit.executor.prepared.filter((job) => job.job.includes('test'));
    expect(tests.map((job) => job.environment['CIRCLE_CONTINUATION_KEY'])).toEqual([undefined, undefined]);
    expect(kit.events.filter((e) => e.type === 'step.started' && e.job.startsWith('release'))).toHaveLength(
      3,
    );
    expect(view.workflows[1]?.jobs[0]?.steps[2]?.name).toBe('test it 7');
  });

  it('ends as its workflow ended when nothing is continued', async () => {
    const kit = engineKit();
    const { view, end } = await kit.run(setup);
    expect([end, view.status, view.continuation]).toEqual(['finished', 'success', undefined]);
    expect(view.created?.setup).toBe(true);
  });

  it('keeps what is to be warned of', async () => {
    const configuration = continued.replace('when: <<', 'when: a <<');
    const kit = kitThatSends({ configuration });
    const { view } = await kit.run(setup);
    expect([view.status, view.continuation?.status]).toEqual(['success', 'accepted']);
    const found = await loadContinuationFindings(kit.ports.blobs, view.continuation?.findings ?? '');
    expect(found?.diagnostics.map((d) => [d.severity, d.code])).toEqual([
      ['warning', 'condition/always-true'],
    ]);
  });

  it('looks at it by the levels that the project has set', async () => {
    const configuration = continued.replace('when: <<', 'when: a <<');
    const kit = kitThatSends({ configuration });
    const { view } = await kit.run(setup, {}, { checks: [['condition/always-true', 'off']] });
    expect([view.continuation?.status, view.continuation?.findings]).toEqual(['accepted', undefined]);
  });

  it('may continue with nothing, as continuation/finish does', async () => {
    const kit = kitThatSends({ configuration: '{version: 2, jobs: {}, workflows: {version: 2}}' });
    const { view } = await kit.run(setup);
    expect([view.status, view.workflows.length]).toEqual(['success', 1]);
    expect(await kit.log(view, 'decide')).toBe('200 {"message":"OK"}');
  });

  it('answers while a step waits for it', async () => {
    const answered = Promise.withResolvers<void>();
    const kit = engineKit({
      script(step): FakeEnd | undefined {
        if (step.step.command !== 'go on') return undefined;
        ask(step);
        const look = (): void =>
          void (answer(step).startsWith('200') ? answered.resolve() : setImmediate(look));
        look();
        return { until: answered.promise };
      },
    });
    const { runId } = await kit.start(setup);
    const done = kit.advance(runId);
    await until(() => kit.clock.sleepers() > 1);
    await kit.clock.advance(200);
    await done;
    expect((await readRun(kit.ports, runId)).status).toBe('success');
  });

  it('hides its key in the log, and gives none to other jobs', async () => {
    const kit = engineKit({
      script: ({ environment }) => ({ output: `<${environment['CIRCLE_CONTINUATION_KEY'] ?? 'none'}>` }),
    });
    const { view } = await kit.run(setup);
    expect(await kit.log(view, 'decide', 'go on')).toBe('<****>');
    const plain = await kit.run(planOf({ main: { decide: { steps: [run('go on')] } } }));
    expect(await kit.log(plain.view, 'decide')).toBe('<none>');
  });
});

describe('a request is refused', () => {
  it.each<[string, Sent, string]>([
    ['with another key', { key: 'guessed' }, '404 {"message":"Continuation key not found."}'],
    [
      'with a parameter of the trigger',
      { parameters: { given: 'x' } },
      '400 {"message":"Conflicting pipeline parameters."}',
    ],
    [
      'with a parameter that is none',
      { parameters: { deploy: [1] } },
      '400 {"message":"The parameter \\"deploy\\" is neither a string, a number nor a boolean."}',
    ],
  ])('%s', async (_, sent, reply) => {
    const kit = kitThatSends(sent);
    const { view } = await kit.run(setup, {}, { parameters: { given: 'it' } });
    expect(await kit.log(view, 'decide')).toBe(reply);
    expect([view.workflows.length, view.continuation]).toEqual([1, undefined]);
  });

  it('the second time, be it at the same moment', async () => {
    const two = planOf(
      { main: { a: { steps: [run('go on')] }, b: { steps: [run('go on')] } } },
      { setup: true },
    );
    const steps: FakeStep[] = [];
    const kit = engineKit({
      script(step) {
        if (step.step.command !== 'go on') return undefined;
        steps.push(step);
        ask(step);
        return {};
      },
    });
    const { view } = await kit.run(two);
    expect(steps.map((step) => answer(step)).toSorted()).toEqual([
      '200 {"message":"OK"}',
      '409 {"message":"Pipeline is not in setup state."}',
    ]);
    expect(statuses(view)).toEqual({ a: 'success', b: 'success', test: 'success' });
  });
});

it.each([
  'orb-source/unreachable',
  'orb-source/failed',
  'orb-source/unauthorized',
  'orb-source/changed',
] as const)('answers %s, so that the job can try again', async (code) => {
  const configuration = continued.replace('jobs:\n', 'orbs: {tools: acme/tools@1.0.0}\njobs:\n');
  const orbs: NonNullable<KitOptions['orbs']> = {
    async fetch() {
      throw new OrreryError(code, 'no orbs today', { fault: 'environment' });
    },
  };
  const kit = kitThatSends({ configuration }, { orbs });
  const { view } = await kit.run(setup);
  expect(await kit.log(view, 'decide')).toBe('503 {"message":"no orbs today"}');
  expect([view.status, view.continuation]).toEqual(['success', undefined]);
});

it('does not reopen a run that is canceled while the config is compiled', async () => {
  const configuration = continued.replace('jobs:\n', 'orbs: {tools: acme/tools@1.0.0}\njobs:\n');
  const kit: ReturnType<typeof engineKit> = kitThatSends(
    { configuration },
    {
      orbs: {
        async fetch() {
          kit.cancel();
          await until(() => kit.events.some((event) => event.type === 'run.cancel-requested'));
          return { version: '1.0.0', yaml: 'version: 2.1\n' };
        },
      },
    },
  );
  const { view } = await kit.run(setup);
  expect([view.status, view.workflows.length, view.continuation]).toEqual(['canceled', 1, undefined]);
});

describe('a config with errors', () => {
  const broken = `version: 2.1
jobs:
  test:
    docker: [{image: cimg/base:stable}]
    steps: [{run: "hunter2hunter2", nonsense: 1}]
workflows:
  main: {jobs: [test, absent]}
`;

  it('is accepted, and fails the run with findings in its own text', async () => {
    const kit = kitThatSends(
      { configuration: broken },
      { secrets: { project: { TOKEN: 'hunter2hunter2' } } },
    );
    const { view } = await kit.run(setup);
    expect(await kit.log(view, 'decide')).toBe('200 {"message":"OK"}');
    expect(statuses(view)).toEqual({ decide: 'success' });
    expect(view.status).toBe('failed');
    const found = await loadContinuationFindings(kit.ports.blobs, view.continuation?.findings ?? '');
    expect(found?.diagnostics.map((d) => d.code)).toContain('job/unknown');
    const text = [...(found?.files.values() ?? [])][0]?.text ?? '';
    expect(text).toBe(broken.replace('hunter2hunter2', '**************'));
    const place = found?.diagnostics.find((d) => d.code === 'job/unknown')?.span;
    expect(place?.file).toBe(continuationFile);
    expect(text.slice(place?.start, place?.end)).toBe('absent');
  });

  it.each<[string, Sent, string]>([
    ['a parameter that it does not declare', { parameters: { other: 1 } }, 'parameter/unexpected'],
    ['a value of another type', { parameters: { deploy: 'yes' } }, 'parameter/wrong-type'],
    ['setup: true again', { configuration: `setup: true\n${continued}` }, 'pipeline/setup'],
  ])('%s', async (_, sent, code) => {
    const kit = kitThatSends(sent);
    const { view, runId } = await kit.run(setup);
    expect(view.status).toBe('failed');
    const found = await loadContinuationFindings(kit.ports.blobs, view.continuation?.findings ?? '');
    expect(found?.diagnostics.map((d) => d.code)).toContain(code);
    await expect(rerun(kit.ports, runId, { kind: 'all' })).rejects.toThrow('start it anew');
  });
});

describe('a run that was continued', () => {
  it('reruns what it continued with, with its definitions', async () => {
    const kit = kitThatSends({});
    const { runId } = await kit.run(setup);
    await rerun(kit.ports, runId, { kind: 'all' });
    await kit.advance(runId);
    const view = await readRun(kit.ports, runId);
    expect(newestAttempts(view).map((w) => [w.id, w.status])).toEqual([
      ['main', 'success'],
      ['main-continued#2', 'success'],
    ]);
  });

  it('reruns its setup workflow by name, which cannot continue again (WFL-87)', async () => {
    const kit = kitThatSends({});
    const { runId } = await kit.run(setup);
    await rerun(kit.ports, runId, { kind: 'job', job: 'decide' });
    await kit.advance(runId);
    const view = await readRun(kit.ports, runId);
    expect(newestAttempts(view).map((w) => w.id)).toEqual(['main-continued', 'main#2']);
    expect(await kit.log(view, 'decide')).toBe('409 {"message":"Pipeline is not in setup state."}');
  });
});
