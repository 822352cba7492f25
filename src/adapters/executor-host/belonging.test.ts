import { expect, it } from 'vitest';
import { belonging, type Belonging } from './belonging.ts';
import type { ProcessTable, RunningProcess } from './process-table.ts';

/** Numbers above any that Linux gives out: nothing of them is found in /proc. */
const base = 10_000_000;

interface Given {
  readonly parent?: number;
  readonly group?: number;
  readonly session?: number;
  readonly started?: number;
}

function table(processes: Readonly<Record<number, Given>>): ProcessTable {
  const all = Object.entries(processes).map(([number, given]): RunningProcess => {
    const at = (n: number | undefined, other: number): number =>
      n === undefined ? other : n < 2 ? n : base + n;
    const own = base + Number(number);
    return {
      pid: own,
      parent: at(given.parent, 1),
      group: at(given.group, own),
      session: at(given.session, own),
      hasTerminal: false,
      started: given.started ?? 100,
    };
  });
  const byPid = new Map(all.map((one) => [one.pid, one]));
  return { all, find: (pid) => byPid.get(pid) };
}

const rule = (over: Partial<Belonging> = {}): Belonging => ({
  shells: new Set([base + 10]),
  spared: new Set([base + 20]),
  strays: undefined,
  since: 50,
  ...over,
});

const numbers = (all: readonly RunningProcess[]): readonly number[] => all.map((one) => one.pid - base);

it('takes what descends from the shell, or is of its session or group', () => {
  const processes = table({
    10: {},
    11: { parent: 10, session: 10 },
    12: { parent: 11 },
    13: { parent: 12 },
    14: { session: 10 },
    15: { group: 10 },
    30: {},
    31: { parent: 30 },
  });
  expect(numbers(belonging(processes, rule()))).toEqual([10, 11, 12, 13, 14, 15]);
});

it('spares what a background step started', () => {
  const processes = table({
    10: {},
    20: {},
    21: { parent: 20, session: 20 },
    22: { parent: 21 },
    23: { session: 20 },
  });
  expect(numbers(belonging(processes, rule()))).toEqual([10]);
  expect(
    numbers(belonging(processes, rule({ shells: new Set([base + 20]), spared: new Set([base + 10]) }))),
  ).toEqual([20, 21, 22, 23]);
});

it('takes nothing older, and never this process', () => {
  const processes = table({ 10: {}, 11: { parent: 10, started: 49 } });
  const own = { pid: process.pid, parent: base + 10, group: 0, session: 0, hasTerminal: false, started: 100 };
  expect(numbers(belonging({ ...processes, all: [...processes.all, own] }, rule()))).toEqual([10]);
});

it('is not led round in circles', () => {
  const processes = table({ 40: { parent: 41 }, 41: { parent: 40 }, 42: { parent: 42 } });
  expect(belonging(processes, rule({ strays: { mark: '\0X=1\0', folder: '/nowhere' } }))).toEqual([]);
});

it('follows a program that has started itself over and over', () => {
  const chain = Array.from(
    { length: 32_000 },
    (_, i) => [i + 100, { parent: i === 0 ? 10 : i + 99 }] as const,
  );
  // The last first: nothing above it is known yet.
  const { all, find } = table({ 10: {}, ...Object.fromEntries(chain) });
  expect(belonging({ all: all.toReversed(), find }, rule())).toHaveLength(32_001);
});

it('takes a lower number for older where the clock cannot tell', () => {
  const processes = table({
    8: { session: 10, started: 50 },
    10: { started: 50 },
    11: { parent: 10, started: 50 },
  });
  expect(numbers(belonging(processes, rule({ first: base + 10 })))).toEqual([10, 11]);
});
