import { type LineMap, lineMap } from './line-map.ts';
import type { SourceFiles } from './source-file.ts';
import type { FileId, Span } from './span.ts';

/** Where a span begins, as people count it. */
export interface Place {
  readonly file: FileId;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Finds places in the texts of one compile. */
export function placeFinder(files: SourceFiles): (span: Span) => Place {
  const known = new Map<FileId, LineMap>();
  return ({ file, start }) => {
    let map = known.get(file);
    if (map === undefined) known.set(file, (map = lineMap(files.get(file)?.text ?? '')));
    return { file, ...map.position(start) };
  };
}

/** `.circleci/config.yml:4:7`, which editors and terminals make a link of. */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}
