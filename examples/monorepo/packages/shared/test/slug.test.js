import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { slug } from '../src/slug.js';

describe('slug', () => {
  for (const [title, expected] of [
    ['Hello, World!', 'hello-world'],
    ['  Crème brûlée  ', 'creme-brulee'],
    ['a - b', 'a-b'],
    ['', ''],
  ])
    test(JSON.stringify(title), () => assert.equal(slug(title), expected));
});
