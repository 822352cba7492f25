import { expect, it } from 'vitest';
import type {
  ResolvedConfig,
  ResolvedFilters,
  ResolvedJob,
  ResolvedSchedule,
  ResolvedWorkflow,
  ResolvedWorkflowJob,
} from '../language/index.ts';
import { planPipeline } from './plan-pipeline.ts';
import type { PipelinePlan } from './plan.ts';

const origin = { span: { file: 'c.yml' as never, start: 0, end: 0 } };

function definition(name: string, parallelism = 1): ResolvedJob {
  return {
    name,
    type: 'build',
    executor: undefined,
    shell: undefined,
    workingDirectory: '~/project',
    environment: [],
    resourceClass: undefined,
    parallelism,
    steps: [],
    origin,
  };
}

function job(
  name: string,
  requires: readonly string[] = [],
  more: Partial<ResolvedWorkflowJob> = {},
): ResolvedWorkflowJob {
  return {
    name,
    type: 'build',
    job: name,
    requires: requires.map((job) => ({ job, statuses: ['success'] as const })),
    contexts: [],
    filters: undefined,
    origin,
    ...more,
  };
}

function workflow(
  name: string,
  jobs: readonly ResolvedWorkflowJob[],
  schedules: readonly ResolvedSchedule[] = [],
): ResolvedWorkflow {
  return { name, jobs, schedules, maxAutoReruns: 0, origin };
}

function config(...workflows: readonly ResolvedWorkflow[]): ResolvedConfig {
  const names = new Set(workflows.flatMap((w) => w.jobs.flatMap((j) => j.job ?? [])));
  return { setup: false, orbs: [], jobs: [...names].map((n) => definition(n)), workflows };
}

/** `main: a, b(a)` */
function shown(plan: PipelinePlan): readonly string[] {
  return plan.workflows.map((w) => {
    const jobs = w.jobs.map((j) =>
      j.requires.length === 0 ? j.key : `${j.key}(${j.requires.map((r) => r.job).join(' ')})`,
    );
    return `${w.name}: ${jobs.join(', ').replaceAll(`${w.name}/`, '')}`;
  });
}

const main: ResolvedFilters = { kind: 'refs', branches: { only: ['main'] } };
const anyTag: ResolvedFilters = { kind: 'refs', tags: { only: ['/.*/'] } };
const topic = { kind: 'push', branch: 'topic' } as const;
const v1 = { kind: 'push', tag: 'v1' } as const;

it('lets removed dependencies fall, and what hangs on them alone (WFL-39)', () => {
  const plan = planPipeline(
    config(
      workflow('w', [
        job('report', ['build', 'scan']),
        job('build'),
        job('package', [], { filters: main }),
        job('image', ['package']),
        job('scan', ['image']),
      ]),
    ),
    topic,
    {},
  );
  expect(shown(plan)).toEqual(['w: report(build), build']);
  expect(plan.leftOut).toEqual([
    { workflow: 'w', job: 'package', reason: 'its branch filter takes only main, not topic' },
    { workflow: 'w', job: 'image', reason: 'package, which it requires, does not run' },
    { workflow: 'w', job: 'scan', reason: 'image, which it requires, does not run' },
  ]);
  expect(Object.keys(plan.definitions)).toEqual(['report', 'build']);
});

it('needs a tag filter on the whole chain (WFL-47)', () => {
  const jobs = [
    job('build'),
    job('release', ['build'], { filters: anyTag }),
    job('notes', [], { filters: anyTag }),
  ];
  expect(shown(planPipeline(config(workflow('w', jobs)), v1, {}))).toEqual(['w: notes']);
});

it('decides expression filters with the branch or tag of the trigger and with parameters', () => {
  const filters = (expression: string): ResolvedFilters => ({ kind: 'expression', expression });
  const c = config(
    workflow('w', [
      job('a', [], { filters: filters('pipeline.git.branch == "topic" and pipeline.number == 3') }),
      job('b', [], { filters: filters('pipeline.git.tag == "v1"') }),
      job('c', [], { filters: filters('pipeline.parameters.deploy') }),
    ]),
  );
  const values = { 'git.branch': 'stale', 'git.tag': 'stale', number: 3 };
  expect(shown(planPipeline({ ...c, parameters: { deploy: true } }, topic, values))).toEqual(['w: a, c']);
  expect(shown(planPipeline({ ...c, parameters: { deploy: false } }, v1, values))).toEqual(['w: b']);
});

it('runs a scheduled workflow by its schedule alone (WFL-77)', () => {
  const nightly = { cron: '0 2 * * *', branches: { only: ['main'] } };
  const weekly = { cron: '0 2 * * 0', branches: { only: ['/r.*/'] } };
  const c = config(workflow('push', [job('build')]), workflow('nightly', [job('audit')], [nightly, weekly]));
  const at = (branch: string) =>
    planPipeline(c, { kind: 'schedule', branch, schedule: { workflow: 'nightly' } }, {});
  const push = planPipeline(c, { kind: 'push', branch: 'main' }, {});
  expect(shown(push)).toEqual(['push: build']);
  expect(push.leftOut).toEqual([{ workflow: 'nightly', reason: 'it runs only by its schedule (0 2 * * *)' }]);
  expect(shown(at('main'))).toEqual(['nightly: audit']);
  expect(shown(at('r1'))).toEqual(['nightly: audit']);
  expect(at('topic')).toMatchObject({
    workflows: [],
    leftOut: [
      { workflow: 'push', reason: 'the schedule of nightly starts that workflow alone' },
      { workflow: 'nightly', reason: "its schedule's branch filter takes only main, not topic" },
    ],
  });
  // A schedule trigger of the project is an ordinary pipeline (WFL-78).
  expect(shown(planPipeline(c, { kind: 'schedule', branch: 'main' }, {}))).toEqual(['push: build']);
});

it('says so when a workflow is left without jobs', () => {
  const plan = planPipeline(config(workflow('w', [job('a', [], { filters: main })])), topic, {});
  expect(plan.workflows).toEqual([]);
  expect(plan.leftOut.at(-1)).toEqual({ workflow: 'w', reason: 'none of its jobs runs for this trigger' });
});

it('keeps both entries of one name and lets a third require both (GT2-N1, WFL-15)', () => {
  const plan = planPipeline(
    config(workflow('w', [job('a'), job('a'), job('b', ['a']), job('a', ['a'])])),
    topic,
    {},
  );
  expect(shown(plan)).toEqual(['w: a, a (2), b(a a (2) a (3)), a (3)(a a (2))']);
});

it('gives a key that no job has to the second of a name', () => {
  const plan = planPipeline(config(workflow('w', [job('a'), job('a (2)'), job('a')])), topic, {});
  expect(plan.workflows[0]?.jobs.map((j) => j.key)).toEqual(['w/a', 'w/a (2)', 'w/a (3)']);
});

it('is acyclic whatever it is made from', () => {
  const jobs = [job('a'), job('b', ['a', 'c']), job('c', ['b']), job('d', ['a'])];
  const plan = planPipeline(config(workflow('w', jobs)), topic, {});
  expect(shown(plan)).toEqual(['w: a, d(a)']);
  expect(plan.leftOut.map((l) => l.job)).toEqual(['b', 'c']);
});

it('carries what the run needs of each job', () => {
  const approval = job('hold', ['a'], { type: 'approval', job: undefined });
  const c = config(
    workflow('w', [
      job('a', [], { contexts: ['aws'], serialGroup: 'prod', job: 'shared' }),
      { ...approval, requires: [{ job: 'a', statuses: ['failed', 'canceled'] }] },
    ]),
  );
  const jobs = [{ ...definition('shared', 4), type: 'lock' as const, lockKey: 'k' }, definition('unused')];
  const plan = planPipeline({ ...c, jobs, setup: true }, topic, {});
  expect(plan.setup).toBe(true);
  expect(Object.keys(plan.definitions)).toEqual(['shared']);
  expect(plan.workflows[0]?.jobs).toEqual([
    {
      key: 'w/a',
      name: 'a',
      type: 'build',
      requires: [],
      contexts: ['aws'],
      parallelism: 4,
      serialGroup: 'prod',
      lockKey: 'k',
      definition: 'shared',
    },
    {
      key: 'w/hold',
      name: 'hold',
      type: 'approval',
      requires: [{ job: 'w/a', statuses: ['failed', 'canceled'] }],
      contexts: [],
      parallelism: 1,
      definition: undefined,
    },
  ]);
});

it('plans ten thousand jobs in a chain', () => {
  const jobs = Array.from({ length: 10_000 }, (_, i) => job(`j${i}`, i === 0 ? [] : [`j${i - 1}`]));
  expect(planPipeline(config(workflow('w', jobs.toReversed())), topic, {}).workflows[0]?.jobs).toHaveLength(
    10_000,
  );
});
