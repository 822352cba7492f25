/** A file as diagnostics name it: `.circleci/config.yml`, `orb:circleci/node@5.1.0`. */
export type FileId = string & { readonly __brand: 'FileId' };

/** Half-open range of UTF-16 offsets in one file. Line and column are made only by the renderers. */
export interface Span {
  readonly file: FileId;
  readonly start: number;
  readonly end: number;
}

export function fileId(name: string): FileId {
  return name as FileId;
}
