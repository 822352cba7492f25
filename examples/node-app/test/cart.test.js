import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addLine, removeLine, totalCents } from '../src/cart.js';

const tea = { name: 'tea', cents: 350, count: 2 };

describe('a cart', () => {
  test('adds lines', () => assert.deepEqual(addLine([], tea), [tea]));
  test('joins equal lines', () => assert.deepEqual(addLine([tea], tea), [{ ...tea, count: 4 }]));
  test('keeps lines of other prices apart', () => assert.equal(addLine([tea], { ...tea, cents: 1 }).length, 2));
  test('refuses half a thing', () => assert.throws(() => addLine([], { ...tea, count: 0.5 }), RangeError));
  test('removes lines', () => assert.deepEqual(removeLine([tea], 'tea'), []));
  test('sums', () => assert.equal(totalCents([tea, { name: 'cup', cents: 1, count: 1 }]), 701));
  test('takes a discount off', () => assert.equal(totalCents([tea], 15), 595));
});
