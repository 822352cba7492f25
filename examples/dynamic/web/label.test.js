const assert = require('node:assert/strict');
const { test } = require('node:test');
const { label } = require('./label.js');

test('counts items', () => {
  assert.equal(label(1), '1 item');
  assert.equal(label(2), '2 items');
});
