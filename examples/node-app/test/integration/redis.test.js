import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connectRedis } from '../../src/redis.js';
import { openStore } from '../../src/store.js';

describe('carts in Redis', () => {
  let store;
  before(async () => {
    store = await openStore(process.env.REDIS_URL);
  });
  after(() => store.close());

  test('an unknown cart is empty', async () => assert.deepEqual(await store.read('nobody'), []));

  test('a cart outlives its connection', async () => {
    const cart = [{ name: 'tea “ü”', cents: 350, count: 2 }];
    await store.write('ann', cart);
    const other = await openStore(process.env.REDIS_URL);
    assert.deepEqual(await other.read('ann'), cart);
    other.close();
  });

  test('errors are told', async () => {
    const redis = await connectRedis(process.env.REDIS_URL);
    await assert.rejects(redis.send('NONSENSE'), /unknown command/);
    redis.close();
  });
});
