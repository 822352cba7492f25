/** Artifacts, workspace layers, stored definitions: immutable byte streams by key. Keys are `/`-separated, `[A-Za-z0-9._#@=+-]` in each part. */
export interface BlobStore {
  /**
   * Written whole or not at all; an existing key is replaced. `store/full` when there is no room. `packed` lets the
   * store compress it, for what no person opens (workspace layers); size and hash are of the body as given all the same.
   */
  put(key: string, body: AsyncIterable<Uint8Array>, as?: 'plain' | 'packed'): Promise<StoredBlob>;
  /** Undefined when there is none. */
  get(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  list(prefix: string): AsyncIterable<string>;
  /** Fine when there is none. */
  delete(key: string): Promise<void>;
  /** Where a person finds the blob on this machine (a file's absolute path), if it is on this machine and not packed. */
  location(key: string): string | undefined;
}

export interface StoredBlob {
  readonly sizeBytes: number;
  readonly sha256: string;
}
