import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { escapeHtml, renderPage } from '../src/page.js';

describe('a page', () => {
  test('escapes text', () => assert.equal(escapeHtml('<a href="?x&y">'), '&lt;a href=&quot;?x&amp;y&quot;&gt;'));

  test('shows an article', () =>
    assert.equal(
      renderPage({ title: 'Tea & cake', body: '1 < 2' }),
      '<article id="tea-cake"><h1>Tea &amp; cake</h1><p>1 &lt; 2</p></article>',
    ));
});
