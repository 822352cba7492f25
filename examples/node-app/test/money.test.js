import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatCents, percentOf } from 'money';

describe('money', () => {
  for (const [cents, text] of [
    [0, '0.00'],
    [5, '0.05'],
    [1250, '12.50'],
    [-99, '-0.99'],
  ])
    test(`writes ${text}`, () => assert.equal(formatCents(cents), text));
  test('rounds half up', () => assert.equal(percentOf(50, 1), 1));
});
