import { expect, it } from 'vitest';
import { withLevels } from './check-levels.ts';
import type { Diagnostic } from './diagnostic.ts';
import { fileId } from './span.ts';

const span = { file: fileId('c'), start: 0, end: 1 };
const finding = (code: Diagnostic['code'], severity: Diagnostic['severity']): Diagnostic => ({
  code,
  severity,
  message: '',
  span,
  related: [],
});

it('sets levels, leaves out what is off, and changes no error', () => {
  const found = [
    finding('unused/job', 'hint'),
    finding('unused/orb', 'hint'),
    finding('deprecated/image', 'warning'),
    finding('job/unknown', 'error'),
  ];
  const levels = new Map([
    ['unused/job', 'error'],
    ['deprecated/image', 'off'],
    ['job/unknown', 'off'],
  ] as const);
  expect(withLevels(found, levels).map((d) => `${d.severity} ${d.code}`)).toEqual([
    'error unused/job',
    'hint unused/orb',
    'error job/unknown',
  ]);
});
