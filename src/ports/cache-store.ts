/** RUN-06 */
export const usualDays = 15;

/**
 * The project's caches (RUN-01 to RUN-04): immutable archives under keys, found by prefix. One whose time is over is as
 * if it were not there.
 */
export interface CacheStore {
  /** True when a cache of exactly this key exists. */
  has(key: string): Promise<boolean>;
  /**
   * First writer wins: `exists` when there is one by then, and `body` is not stored. Whole or not at all. It is kept for
   * so many days (`usualDays`).
   */
  save(key: string, body: AsyncIterable<Uint8Array>, days?: number): Promise<'saved' | 'exists'>;
  /** The newest cache whose key begins with `prefix`, even where an older one matches exactly (RUN-03). */
  find(prefix: string): Promise<FoundCache | undefined>;
  /** The newest first. */
  list(): Promise<readonly CacheEntry[]>;
  remove(key: string): Promise<void>;
  /** Removes those whose time is over. */
  removeExpired(): Promise<void>;
}

export interface CacheEntry {
  readonly key: string;
  readonly sizeBytes: number;
  /** RFC 3339. */
  readonly createdAt: string;
  /** RFC 3339 */
  readonly expiresAt: string;
}

export interface FoundCache extends CacheEntry {
  open(): AsyncIterable<Uint8Array>;
}
