import type { FileId } from './span.ts';

/** A text that spans point into. */
export interface SourceFile {
  readonly id: FileId;
  readonly text: string;
}

/** All texts of one compile, by id: what a renderer needs to show a span. */
export type SourceFiles = ReadonlyMap<FileId, SourceFile>;
