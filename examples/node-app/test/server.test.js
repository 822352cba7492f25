import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createCartServer } from '../src/server.js';
import { openStore } from '../src/store.js';

describe('the server', () => {
  let server;
  let base;
  before(async () => {
    server = createCartServer(await openStore(undefined));
    await new Promise((resolve) => server.listen(0, resolve));
    base = `http://127.0.0.1:${server.address().port}`;
  });
  after(() => server.close());

  test('is healthy', async () => assert.deepEqual(await (await fetch(`${base}/health`)).json(), { ok: true }));

  test('keeps carts', async () => {
    const line = JSON.stringify({ name: 'tea', cents: 350, count: 2 });
    await fetch(`${base}/carts/ann`, { method: 'POST', body: line });
    assert.equal((await (await fetch(`${base}/carts/ann`)).json()).total, '7.00');
    await fetch(`${base}/carts/ann/tea`, { method: 'DELETE' });
    assert.equal((await (await fetch(`${base}/carts/ann`)).json()).total, '0.00');
  });

  test('says what is wrong', async () => {
    assert.equal((await fetch(`${base}/carts/ann`, { method: 'POST', body: '{' })).status, 400);
    assert.equal((await fetch(`${base}/nowhere`)).status, 404);
  });
});
