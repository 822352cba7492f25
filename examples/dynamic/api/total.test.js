const assert = require('node:assert/strict');
const { test } = require('node:test');
const { total } = require('./total.js');

test('adds prices up', () => assert.equal(total([1, 2, 3]), 6));
