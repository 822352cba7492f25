import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createArticles } from '../src/articles.js';

describe('articles', () => {
  test('are found by slug', () => {
    const articles = createArticles();
    const key = articles.add('Hello, World!', 'text');
    assert.equal(key, 'hello-world');
    assert.equal(articles.read(key).body, 'text');
  });

  test('of the same title stand side by side', () => {
    const articles = createArticles();
    articles.add('Hello', 'one');
    articles.add('Hello!', 'two');
    articles.add('?', 'three');
    assert.deepEqual(articles.list(), ['hello', 'hello-2', 'untitled']);
  });
});
