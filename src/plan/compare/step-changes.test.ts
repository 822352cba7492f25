import { expect, it } from 'vitest';
import { sideOf } from '../testing/side.ts';
import type { StepChange } from './comparison.ts';
import { stepChanges } from './step-changes.ts';

async function stepsOf(steps: readonly unknown[]) {
  const build = { docker: [{ image: 'a' }], steps };
  const { config } = await sideOf({
    version: 2.1,
    jobs: { build },
    workflows: { main: { jobs: ['build'] } },
  });
  return config.jobs[0]?.steps ?? [];
}

async function changes(
  before: readonly unknown[],
  after: readonly unknown[],
): Promise<readonly StepChange[]> {
  return stepChanges(await stepsOf(before), await stepsOf(after));
}

/** `+2 name`, `-1 name`, `1>2 name`, `1~2 name` */
function brief(change: StepChange): string {
  const { name } = change.step;
  switch (change.kind) {
    case 'added':
      return `+${change.to} ${name}`;
    case 'removed':
      return `-${change.from} ${name}`;
    case 'moved':
      return `${change.from}>${change.to} ${name}`;
    case 'changed':
      return `${change.from}${change.isMoved ? '~>' : '~'}${change.to} ${name}`;
  }
}

const run = (name: string, command = name) => ({ run: { name, command } });
const [a, b, c, d] = [run('a'), run('b'), run('c'), run('d')];

it.each([
  ['nothing', [a, b], [a, b], []],
  ['an added one', [a, c], [a, b, c], ['+2 b']],
  ['a removed one', [a, b, c], [a, c], ['-2 b']],
  ['one that moved and changed', [run('a', 'old'), b, c], [b, c, run('a', 'new')], ['1~>3 a']],
  ['one that moved', [a, b, c, d], [b, c, d, a], ['1>4 a']],
  ['one of two equal ones', [a, b, a], [a, b], ['-3 a']],
  ['one changed under its name', [a, run('b', 'old'), c], [a, run('b', 'new'), c], ['2~2 b']],
  ['one changed and one added beside it', [a, run('b', 'old')], [a, d, run('b', 'new')], ['+2 d', '2~3 b']],
  [
    'the only one of its kind, changed and renamed',
    [a, { run: 'npm test' }],
    [a, { run: 'npm t' }],
    ['2~2 npm t'],
  ],
  [
    'one renamed that does nearly the same',
    [run('x', '1\n2\n3'), run('y', '7\n8\n9')],
    [run('p', '7\n8\n0'), run('q', '5\n6')],
    ['-1 x', '2~1 p', '+2 q'],
  ],
  [
    'steps of different kinds, never taken for each other',
    [{ save_cache: { key: 'k', paths: ['p'] } }],
    [{ restore_cache: { key: 'k' } }],
    ['-1 Saving Cache', '+1 Restoring Cache'],
  ],
])('finds %s', async (_, before, after, found) => {
  expect((await changes(before, after)).map(brief)).toEqual(found);
});

it('tells what changed in a step by the keys of the config', async () => {
  const before = { run: { name: 'n', command: 'x', no_output_timeout: '1m', environment: { A: '1' } } };
  const after = {
    run: {
      name: 'n',
      command: 'x',
      no_output_timeout: '90s',
      when: 'always',
      working_directory: 'w',
      background: true,
    },
  };
  expect(await changes([before], [after])).toMatchObject([
    {
      command: [],
      settings: [
        { key: 'background', before: 'false', after: 'true' },
        { key: 'no_output_timeout', before: '1m', after: '90s' },
        { key: 'when', before: 'on_success', after: 'always' },
        { key: 'working_directory', before: null, after: 'w' },
        { key: 'environment.A', before: '1', after: null },
      ],
    },
  ]);
  const cache = (key: string, paths: readonly string[]) => ({ save_cache: { key, paths } });
  expect(await changes([cache('k1', ['a'])], [cache('k2', ['a', 'b'])])).toMatchObject([
    {
      settings: [
        { key: 'key', before: 'k1', after: 'k2' },
        { key: 'paths', before: 'a', after: 'a, b' },
      ],
    },
  ]);
});

it('says nothing of a name that is only the first line of the command', async () => {
  expect(await changes([{ run: 'npm test' }], [{ run: 'npm run test' }])).toMatchObject([
    {
      settings: [],
      command: [
        { kind: 'removed', text: 'npm test' },
        { kind: 'added', text: 'npm run test' },
      ],
    },
  ]);
});

it('gives up the search for what is common in lists that have next to nothing in common', async () => {
  const many = (prefix: string) => Array.from({ length: 1500 }, (_, i) => run(`${prefix}${i}`));
  const found = await changes(many('x'), many('y'));
  expect(found.filter((f) => f.kind === 'removed')).toHaveLength(1500);
  expect(found.filter((f) => f.kind === 'added')).toHaveLength(1500);
});
