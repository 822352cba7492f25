import { connectRedis } from './redis.js';

/** Where carts are kept: Redis when `url` names one, else the memory of this process. */
export async function openStore(url) {
  return url === undefined ? memoryStore() : redisStore(await connectRedis(url));
}

function memoryStore() {
  const carts = new Map();
  return {
    read: async (id) => carts.get(id) ?? [],
    write: async (id, cart) => void carts.set(id, cart),
    close: () => {},
  };
}

function redisStore(redis) {
  return {
    read: async (id) => JSON.parse((await redis.send('GET', `cart:${id}`)) ?? '[]'),
    write: async (id, cart) => void (await redis.send('SET', `cart:${id}`, JSON.stringify(cart))),
    close: () => redis.close(),
  };
}
