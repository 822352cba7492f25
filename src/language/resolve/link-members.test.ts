import { expect, it } from 'vitest';
import { findings } from '../source/diagnostic.ts';
import { fileId } from '../source/span.ts';
import { linkMembers, reportCycles } from './link-members.ts';
import type { MatrixSet, Member } from './members.ts';

const spanAt = (start: number) => ({ file: fileId('c.yml'), start, end: start + 1 });

/** `name`, what it requires, and the matrix it is of; each stands after the one before. */
function members(
  ...sketches: readonly (readonly [name: string, requires?: readonly string[], set?: MatrixSet])[]
): readonly Member[] {
  return sketches.map(([name, requires = [], set], at) => ({
    name,
    job: name,
    span: spanAt(at),
    type: 'build',
    compiled: undefined,
    visible: { scope: '', name },
    requiresIn: '',
    set,
    requires: requires.map((required) => ({ name: required, statuses: undefined, span: spanAt(at) })),
    implied: [],
    filters: undefined,
    context: undefined,
    serialGroup: undefined,
    origin: { span: spanAt(at) },
  }));
}

function linked(all: readonly Member[], sets: readonly MatrixSet[] = []) {
  const found = findings();
  const result = linkMembers({
    workflow: 'w',
    members: all,
    sets,
    report: found.report,
    writtenAt: () => undefined,
  });
  reportCycles('w', result, found.report);
  return {
    links: result.map((l) => [l.member.name, ...l.links.map((link) => link.target.name)].join(' ')),
    messages: found.all.map((d) => d.message),
  };
}

it('takes a name for the other job of it, and only then for a matrix (WFL-25)', () => {
  const set = { alias: 'test' };
  const matrix = [['test-1', [], set], ['test-2', [], set]] as const; // prettier-ignore
  expect(linked(members(...matrix, ['deploy', ['test']]), [set])).toEqual({
    links: ['test-1', 'test-2', 'deploy test-1 test-2'],
    messages: [],
  });
  expect(linked(members(...matrix, ['test'], ['deploy', ['test']]), [set]).links.at(-1)).toBe('deploy test');
});

it('lets a requirement of a matrix without members fall (WFL-31)', () => {
  expect(linked(members(['deploy', ['test']]), [{ alias: 'test' }])).toEqual({
    links: ['deploy'],
    messages: [],
  });
});

it('does not take a job of a matrix to require its own matrix', () => {
  const set = { alias: 'test' };
  expect(linked(members(['test-1', ['test'], set]), [set]).messages).toEqual([
    '"test-1" requires "test", which is the name of no other job of the workflow "w".',
  ]);
});

it('tells of each circle once, at its first job, and not of jobs that only wait for it', () => {
  const { messages } = linked(
    members(['after', ['b']], ['b', ['c']], ['c', ['a']], ['a', ['b']], ['x', ['y']], ['y', ['x']], ['free']),
  );
  const told = (circle: string): string =>
    `Jobs of the workflow "w" wait for each other and never start: ${circle}.`;
  expect(messages).toEqual([told('b → c → a → b'), told('x → y → x')]);
});

it('finds its way through a chain of thousands', () => {
  const chain = Array.from({ length: 3000 }, (_, i): readonly [string, readonly string[]] => [
    `j${i}`,
    i === 0 ? [] : [`j${i - 1}`],
  ]);
  expect(linked(members(...chain)).messages).toEqual([]);
});
