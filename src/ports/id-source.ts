export interface IdSource {
  /** A new UUID (version 4). */
  uuid(): string;
}
