import { connectRedis } from '../../src/redis.js';

// A service container is started, not waited for: its program may need a moment.
const deadline = Date.now() + 30_000;
for (;;) {
  try {
    const redis = await connectRedis(process.env.REDIS_URL);
    console.log(`Redis answers ${await redis.send('PING')}`);
    redis.close();
    break;
  } catch (error) {
    if (Date.now() > deadline) throw error;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
