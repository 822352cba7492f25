import type { BlobStore } from '../ports/blob-store.ts';
import type { CacheStore } from '../ports/cache-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Executor } from '../ports/executor.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { LogStore } from '../ports/log-store.ts';
import type { OrbSource } from '../ports/orb-source.ts';
import type { RunClaims } from '../ports/run-claims.ts';
import type { SecretStore } from '../ports/secret-store.ts';
import type { SerialLocks } from '../ports/serial-locks.ts';
import type { SourceTree } from '../ports/source-tree.ts';

/** Everything the engine needs of the world. Built in one place, `cli/compose.ts`. */
export interface EnginePorts {
  readonly events: EventStore;
  readonly claims: RunClaims;
  readonly locks: SerialLocks;
  readonly logs: LogStore;
  readonly blobs: BlobStore;
  readonly caches: CacheStore;
  /** By the name that `RunOptions.executor` gives. */
  readonly executors: Readonly<Record<string, Executor>>;
  readonly source: SourceTree;
  readonly secrets: SecretStore;
  /** For the config that a setup phase continues with. */
  readonly orbs: OrbSource;
  readonly clock: Clock;
  readonly ids: IdSource;
}
