import { expect, it } from 'vitest';
import { readCucumber } from './cucumber.ts';

const step = (status: string, duration = 0, error?: string): unknown => ({
  keyword: 'Given ',
  name: 'it is so',
  result: { status, duration, ...(error !== undefined && { error_message: error }) },
});

it('reads scenarios, with background and hooks', () => {
  const report = [
    {
      uri: 'features/cart.feature',
      name: 'Cart',
      elements: [
        { type: 'background', name: '', steps: [step('passed', 500_000_000)] },
        {
          type: 'scenario',
          name: 'adds',
          before: [step('passed', 1)],
          steps: [step('passed', 1_000_000_000)],
        },
        { type: 'background', name: '', steps: [step('passed', 250_000_000)] },
        { type: 'scenario', name: 'removes', steps: [step('failed', 0, 'boom\n at 1'), step('skipped')] },
        { type: 'scenario', name: 'merges', steps: [step('undefined')] },
        { type: 'scenario', name: 'is empty' },
      ],
    },
    { uri: 'features/none.feature', name: 'None' },
  ];
  const base = { classname: 'Cart', file: 'features/cart.feature' };
  expect(readCucumber(JSON.stringify(report))).toEqual({
    tests: [
      { ...base, name: 'adds', result: 'success', run_time: 1.5, message: '' },
      { ...base, name: 'removes', result: 'failure', run_time: 0.25, message: 'boom\n at 1' },
      { ...base, name: 'merges', result: 'skipped', run_time: 0, message: '' },
      { ...base, name: 'is empty', result: 'success', run_time: 0, message: '' },
    ],
    problem: undefined,
  });
});

it.each(['{"name": "package"}', '[1]', '[{"elements": 3, "name": "x"}]', 'null'])('refuses %s', (text) => {
  expect(readCucumber(text).problem).toBe('no cucumber report: it is not a list of features');
});
