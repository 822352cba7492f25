import fc from 'fast-check';
import { expect, it } from 'vitest';
import { push, sideOf } from '../testing/side.ts';
import { compare, isSame } from './compare.ts';

const job = (command: string, more = ''): string =>
  `{docker: [{image: "cimg/base:stable"}], ${more} steps: [{run: ${JSON.stringify(command)}}]}`;

const base = `
jobs:
  build: ${job('make')}
  test: ${job('make test')}
workflows:
  main:
    jobs:
      - build
      - test: {requires: [build], context: org}
`;

async function difference(before: string, after: string, branch = 'main') {
  const [old, now] = await Promise.all([sideOf(before, push(branch)), sideOf(after, push(branch))]);
  const all = compare(old, now);
  return Object.fromEntries(Object.entries(all).filter(([, changes]) => changes.length > 0));
}

it('does not care where and in what order things are written', async () => {
  const shuffled = `
commands: {work: {parameters: {target: {type: string, default: ""}}, steps: [{run: make << parameters.target >>}]}}
workflows:
  main: {jobs: [{test: {context: [org], requires: [build]}}, build]}
jobs:
  test: {steps: [{run: make test}], docker: [{image: "cimg/base:stable"}]}
  build: {steps: [{run: {command: make}}], docker: [{image: "cimg/base:stable"}]}
`;
  expect(await difference(base, shuffled)).toEqual({});
});

it('tells of jobs that came and went, and of the contexts that they see', async () => {
  const after = base
    .replace('- build\n', '- build\n      - lint: {context: [org, prod]}\n')
    .replace('jobs:\n', `jobs:\n  lint: ${job('lint')}\n`);
  expect(await difference(base, after)).toEqual({
    runs: [{ kind: 'starts', workflow: 'main', job: 'lint', reason: null }],
    contexts: [
      { kind: 'exposed', workflow: 'main', job: 'lint', context: 'org' },
      { kind: 'exposed', workflow: 'main', job: 'lint', context: 'prod' },
    ],
    workflows: [
      {
        kind: 'changed',
        workflow: 'main',
        settings: [],
        jobs: [{ kind: 'added', job: 'lint', type: 'build', requires: [] }],
      },
    ],
  });
  expect(await difference(after, base)).toMatchObject({
    runs: [{ kind: 'stops', workflow: 'main', job: 'lint', reason: null }],
    contexts: [{ kind: 'withdrawn' }, { kind: 'withdrawn' }],
    workflows: [{ jobs: [{ kind: 'removed', job: 'lint' }] }],
  });
});

it('takes a job that does the same under a new name for renamed, and its requirements for the same', async () => {
  const renamed = base.replaceAll('build', 'compile');
  expect(await difference(base, renamed)).toEqual({
    workflows: [
      {
        kind: 'changed',
        workflow: 'main',
        settings: [],
        jobs: [{ kind: 'renamed', job: 'compile', from: 'build', settings: [] }],
      },
    ],
  });
});

it('knows renamed approvals by what they wait for, and renamed workflows by their jobs', async () => {
  const approval = base.replace('- build\n', '- build\n      - hold: {type: approval, requires: [build]}\n');
  const after = approval
    .replaceAll('build', 'compile')
    .replace('hold', 'wait for Kim')
    .replaceAll('requires: [compile]}', 'requires: [compile]}');
  expect((await difference(approval, after))['workflows']).toMatchObject([
    {
      jobs: [
        { kind: 'renamed', from: 'build' },
        { kind: 'renamed', job: 'wait for Kim', from: 'hold' },
      ],
    },
  ]);
  expect(await difference(base, base.replace('main:', 'all:'))).toEqual({
    workflows: [{ kind: 'renamed', workflow: 'all', from: 'main' }],
  });
});

it('tells with the reason which jobs the trigger no longer runs, or runs now', async () => {
  const filtered = base.replace('context: org', 'context: org, filters: {branches: {only: release}}');
  const reason = 'its branch filter takes only release, not main';
  expect(await difference(base, filtered)).toEqual({
    runs: [{ kind: 'stops', workflow: 'main', job: 'test', reason }],
    workflows: [
      {
        kind: 'changed',
        workflow: 'main',
        settings: [],
        jobs: [
          {
            kind: 'changed',
            job: 'test',
            settings: [{ kind: 'list', key: 'filters', added: ['branches only release'], removed: [] }],
          },
        ],
      },
    ],
  });
  expect(await difference(filtered, base)).toMatchObject({
    runs: [{ kind: 'starts', workflow: 'main', job: 'test', reason }],
  });
  expect((await difference(base, filtered, 'release'))['runs']).toBeUndefined();
});

it('tells of requirements, schedules, serial groups and setup', async () => {
  const after = `setup: true${base}`
    .replace('requires: [build]', 'requires: [{build: [failed, success]}], serial-group: acme/test')
    .replace('main:\n', 'main:\n    max_auto_reruns: 2\n');
  expect(await difference(base, after)).toEqual({
    settings: [{ kind: 'value', key: 'setup', before: 'false', after: 'true' }],
    workflows: [
      {
        kind: 'changed',
        workflow: 'main',
        settings: [{ kind: 'value', key: 'max_auto_reruns', before: '0', after: '2' }],
        jobs: [
          {
            kind: 'changed',
            job: 'test',
            settings: [
              { kind: 'list', key: 'requires', added: ['build (failed or success)'], removed: ['build'] },
              { kind: 'value', key: 'serial-group', before: null, after: 'acme/test' },
            ],
          },
        ],
      },
    ],
  });
  const nightly = base.replace(
    'main:\n',
    'main:\n    triggers: [{schedule: {cron: "0 3 * * *", filters: {branches: {only: main}}}}]\n',
  );
  expect((await difference(base, nightly))['workflows']).toMatchObject([
    { settings: [{ key: 'triggers', added: ['0 3 * * * (branches only main)'], removed: [] }] },
  ]);
});

it('tells of a changed job once, in however many workflows it runs', async () => {
  const twice = `${base}  again: {jobs: [build]}\n`;
  expect(await difference(twice, twice.replace('"make"', '"make all"'))).toMatchObject({
    jobs: [{ job: 'build', steps: [{ kind: 'changed' }] }],
  });
});

it('tells of orbs by exact version', async () => {
  const [old, now] = [await sideOf(base), await sideOf(base)];
  const orbs = (...resolved: readonly string[]) => resolved.map((r) => ({ requested: r, resolved: r }));
  const change = compare(
    { ...old, config: { ...old.config, orbs: orbs('acme/a@1.0.0', 'acme/b@1.0.0', 'acme/d@2.0.0') } },
    { ...now, config: { ...now.config, orbs: orbs('acme/d@2.0.0', 'acme/a@1.1.0', 'acme/c@1.0.0') } },
  );
  expect(change.orbs).toEqual([
    { orb: 'acme/a', before: '1.0.0', after: '1.1.0' },
    { orb: 'acme/b', before: '1.0.0', after: null },
    { orb: 'acme/c', before: null, after: '1.0.0' },
  ]);
});

/** Small configs of which any two have something in common. */
const name = fc.constantFrom('a', 'b', 'c', 'd');
const definition = fc.record({
  docker: fc.constantFrom([{ image: 'x:1' }], [{ image: 'x:2' }, { image: 'db:1' }]),
  parallelism: fc.constantFrom(1, 2),
  environment: fc.dictionary(fc.constantFrom('A', 'TOKEN'), fc.constantFrom('1', '2')),
  steps: fc.array(
    fc.constantFrom<unknown>(
      'checkout',
      { run: 'make' },
      { run: 'make\ntest' },
      { run: { name: 'n', command: 'x' } },
    ),
    { minLength: 1, maxLength: 5 },
  ),
});
const entry = fc.record({
  name,
  context: fc.subarray(['org', 'prod']),
  branch: fc.constantFrom('main', 'dev'),
});
const anyConfig = fc
  .record({
    jobs: fc.tuple(definition, definition, definition, definition),
    workflows: fc.dictionary(
      fc.constantFrom('v', 'w'),
      fc.uniqueArray(entry, { selector: (e) => e.name, minLength: 1, maxLength: 4 }),
      { minKeys: 1 },
    ),
  })
  .map(({ jobs: [a, b, c, d], workflows }) => ({
    version: 2.1,
    jobs: { a, b, c, d },
    workflows: Object.fromEntries(
      Object.entries(workflows).map(([workflow, entries]) => [
        workflow,
        {
          jobs: entries.map(({ name: job, context, branch }, i) => ({
            [job]: {
              context,
              filters: { branches: { only: branch } },
              ...(i > 0 && { requires: [entries[i - 1]?.name] }),
            },
          })),
        },
      ]),
    ),
  }));

it('finds no difference between a config and itself', async () => {
  await fc.assert(
    fc.asyncProperty(anyConfig, async (config) => {
      expect(isSame(compare(await sideOf(config), await sideOf(config)))).toBe(true);
    }),
  );
});

it('finds the same difference the other way round, but for the direction', async () => {
  await fc.assert(
    fc.asyncProperty(anyConfig, anyConfig, async (one, other) => {
      const [a, b] = [await sideOf(one), await sideOf(other)];
      const [there, back] = [compare(a, b), compare(b, a)];
      const opposite = {
        starts: 'stops',
        stops: 'starts',
        exposed: 'withdrawn',
        withdrawn: 'exposed',
      } as const;
      expect(isSame(there)).toBe(isSame(back));
      expect(there.contexts).toHaveLength(back.contexts.length);
      expect(there.runs.map((r) => opposite[r.kind]).toSorted()).toEqual(
        back.runs.map((r) => r.kind).toSorted(),
      );
      expect(there.contexts.map((c) => opposite[c.kind]).toSorted()).toEqual(
        back.contexts.map((c) => c.kind).toSorted(),
      );
      const count = (kind: string, { workflows }: typeof there): number =>
        workflows
          .flatMap((w) => [w.kind, ...(w.kind === 'changed' ? w.jobs.map((j) => j.kind) : [])])
          .filter((k) => k === kind).length;
      expect(count('added', there)).toBe(count('removed', back));
      expect(count('renamed', there)).toBe(count('renamed', back));
    }),
  );
});
