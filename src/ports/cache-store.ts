/** The project's caches (RUN-01 to RUN-04): immutable archives under keys, found by prefix. */
export interface CacheStore {
  /** True when a cache of exactly this key exists. */
  has(key: string): Promise<boolean>;
  /** First writer wins: `exists` when there is one by then, and `body` is not stored. Whole or not at all. */
  save(key: string, body: AsyncIterable<Uint8Array>): Promise<'saved' | 'exists'>;
  /** The newest cache whose key begins with `prefix`, even where an older one matches exactly (RUN-03). */
  find(prefix: string): Promise<FoundCache | undefined>;
  /** The newest first. */
  list(): Promise<readonly CacheEntry[]>;
  remove(key: string): Promise<void>;
}

export interface CacheEntry {
  readonly key: string;
  readonly sizeBytes: number;
  /** RFC 3339. */
  readonly createdAt: string;
}

export interface FoundCache extends CacheEntry {
  open(): AsyncIterable<Uint8Array>;
}
