import { findings, hasErrors, type Outcome, type Report, sortFindings } from '../source/diagnostic.ts';
import type { SourceFile, SourceFiles } from '../source/source-file.ts';
import { type FileId, fileId, type Span } from '../source/span.ts';
import { expectMap } from '../tree/expect.ts';
import { entryOf, mapNode } from '../tree/make-node.ts';
import type { MapNode } from '../tree/node.ts';
import { readYaml } from '../tree/read-yaml.ts';
import { includeTexts } from './include-text.ts';
import { mergeMaps } from './merge-maps.ts';
import { type PackFile, type PackKind, packPlace } from './pack-file.ts';

export interface PackInputs {
  readonly kind: PackKind;
  /** What findings put before the path of a file: `src/`. */
  readonly prefix: string;
  /** There is one file, which is the whole: its name does not count. */
  readonly isOneFile?: boolean;
}

export interface PackOutcome extends Outcome<MapNode> {
  /** The files that findings point into. Each node of the result keeps its place in them. */
  readonly files: SourceFiles;
}

/**
 * Packs an unpacked orb or config into one document (ORB-15, GT2-P1). `files` are all of the folder: those that are no
 * YAML can be pulled into an orb by `<<include(path)>>`. Anchors hold within their file.
 */
export function packFiles(files: readonly PackFile[], inputs: PackInputs): PackOutcome {
  const { kind, prefix, isOneFile = false } = inputs;
  const { report, all } = findings();
  const texts = new Map(files.map((f) => [f.path, f.text]));
  const sources = new Map<FileId, SourceFile>();
  const start: Span = { file: fileId(prefix === '' ? '.' : prefix), start: 0, end: 0 };
  let packed: MapNode = mapNode([], start);
  let isEmpty = true;
  for (const { path, text } of files.toSorted((a, b) => comparePaths(a.path, b.path))) {
    const place = isOneFile ? { folders: [], key: undefined } : packPlace(path, kind);
    if (place === undefined) continue;
    isEmpty = false;
    const file: SourceFile = { id: fileId(prefix + path), text };
    sources.set(file.id, file);
    const map = readMap(file, report);
    if (map === undefined) continue;
    const whole = kind === 'orb' ? includeTexts(map, { texts, report }) : map;
    if (whole.kind === 'map') packed = put(packed, whole, place, report);
  }
  if (isEmpty)
    report('pack/empty', start, 'There is no YAML file in this folder that could be packed.', {
      hint: `An unpacked ${kind} has a root file such as @${kind}.yml and folders such as jobs/ and commands/.`,
    });
  const diagnostics = sortFindings(all);
  return { value: hasErrors(diagnostics) ? undefined : packed, diagnostics, files: sources };
}

/** Folder by folder, each with its files and folders in the order of their names, as the CircleCI CLI walks them. */
function comparePaths(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  for (const [i, part] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    if (part !== other) return part < other ? -1 : 1;
  }
  return left.length - right.length;
}

/** An empty file is an empty map. */
function readMap(file: SourceFile, report: Report): MapNode | undefined {
  const span: Span = { file: file.id, start: 0, end: 0 };
  if (file.text.split('\n').every((line) => /^\s*(?:#|$)/.test(line))) return mapNode([], span);
  const tree = readYaml(file, report);
  return tree && expectMap(tree, 'a file that is packed', report);
}

function put(
  packed: MapNode,
  map: MapNode,
  { folders, key }: { readonly folders: readonly string[]; readonly key: string | undefined },
  report: Report,
): MapNode {
  const at: Span = { file: map.span.file, start: 0, end: 0 };
  const keys = key === undefined ? folders : [...folders, key];
  const nested = keys.reduceRight<MapNode>((inner, name) => mapNode([entryOf(name, inner, at)], at), map);
  // Sections hold definitions, which are whole in one file: `jobs` merges, a job does not.
  return mergeMaps(packed, nested, Math.max(1, folders.length), report);
}
