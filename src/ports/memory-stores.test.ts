import { describeBlobStore } from './blob-store.contract.ts';
import { memoryBlobStore } from './blob-store-fake.ts';
import { describeCacheStore } from './cache-store.contract.ts';
import { memoryCacheStore } from './cache-store-fake.ts';
import { describeEventStore } from './event-store.contract.ts';
import { memoryEventStore } from './event-store-fake.ts';
import { describeLogStore } from './log-store.contract.ts';
import { memoryLogStore } from './log-store-fake.ts';
import { describeRunClaims } from './run-claims.contract.ts';
import { memoryRunClaims } from './run-claims-fake.ts';
import { describeSerialLocks } from './serial-locks.contract.ts';
import { memoryLocks } from './serial-locks-fake.ts';

const shared = <T extends object>(store: T) => ({ store, again: async () => store });

describeBlobStore('in memory', async () => shared(memoryBlobStore()));
describeCacheStore('in memory', async (clock) => shared(memoryCacheStore(clock)));
describeEventStore('in memory', async () => shared(memoryEventStore({ now: () => new Date(0) })));
describeLogStore('in memory', async () => shared(memoryLogStore()));
describeSerialLocks('in memory', memoryLocks);
describeRunClaims('in memory', async () => {
  const claims = memoryRunClaims();
  return { claims, again: async () => claims };
});
