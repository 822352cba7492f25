import { expect, it } from 'vitest';
import { recordScope } from './record-scope.ts';

const scope = recordScope({ text: 'x', count: 3, half: 1.5, yes: true, absent: null, 'a.b': 'dotted' });

it.each<[string, unknown]>([
  ['text', 'x'],
  ['count', 3n],
  ['half', '1.5'],
  ['yes', true],
  ['a.b', 'dotted'],
  ['absent', 'absent'],
  ['nobody', 'unknown'],
  ['toString', 'unknown'],
  ['__proto__', 'unknown'],
])('%s is %s', (name, value) => {
  const found = scope(name);
  expect(found.kind === 'value' ? found.value : found.kind).toBe(value);
});
