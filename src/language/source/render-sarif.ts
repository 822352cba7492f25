import { codes, type DiagnosticCode } from './codes.ts';
import type { Diagnostic, Severity, TextEdit } from './diagnostic.ts';
import { type LineMap, lineMap } from './line-map.ts';
import type { SourceFiles } from './source-file.ts';
import type { FileId, Span } from './span.ts';

export interface SarifInputs {
  readonly version: string;
  /** What explains a check at length, in Markdown; the rest of the table's own line is used. */
  readonly explanations: ReadonlyMap<string, string>;
}

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', hint: 'note' };

/**
 * Findings as a SARIF 2.1.0 log, for code scanning and editors: one run, a rule for each code that occurs. Files of
 * the repository go by relative URIs, orbs by `orb:` URIs with their text embedded, for nobody else has it.
 */
export function renderSarif(
  diagnostics: readonly Diagnostic[],
  files: SourceFiles,
  { version, explanations }: SarifInputs,
): object {
  const used = [...new Set(diagnostics.map((d) => d.code))].toSorted();
  const places = placesIn(files);
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Orrery',
            version,
            semanticVersion: version,
            rules: used.map((code) => ruleOf(code, explanations.get(code))),
          },
        },
        columnKind: 'utf16CodeUnits',
        artifacts: [...files.values()].map(({ id, text }) => ({
          location: { uri: uriOf(id) },
          ...(isOrb(id) && { contents: { text } }),
        })),
        results: diagnostics.map((d) => resultOf(d, used.indexOf(d.code), places)),
      },
    ],
  };
}

function ruleOf(code: DiagnosticCode, explanation: string | undefined): object {
  return {
    id: code,
    name: code.replaceAll(/(?:^|[/-])(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: codes[code] },
    help: { text: explanation ?? codes[code], ...(explanation !== undefined && { markdown: explanation }) },
  };
}

function resultOf(d: Diagnostic, ruleIndex: number, places: Places): object {
  const { code, severity, message, hint, span, related, fix } = d;
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text: hint === undefined ? message : `${message} ${hint}` },
    locations: [{ physicalLocation: places.of(span) }],
    ...(related.length > 0 && {
      relatedLocations: related.map((r, id) => ({
        id,
        message: { text: r.message },
        physicalLocation: places.of(r.span),
      })),
    }),
    ...(fix !== undefined && { fixes: [fixOf(fix, hint ?? message, places)] }),
  };
}

function fixOf(edits: readonly TextEdit[], description: string, places: Places): object {
  const byFile = Map.groupBy(edits, (e) => e.span.file);
  return {
    description: { text: description },
    artifactChanges: [...byFile].map(([file, changes]) => ({
      artifactLocation: { uri: uriOf(file) },
      replacements: changes.map(({ span, text }) => ({
        deletedRegion: places.of(span).region,
        ...(text !== '' && { insertedContent: { text } }),
      })),
    })),
  };
}

interface PhysicalLocation {
  readonly artifactLocation: { readonly uri: string; readonly index?: number };
  readonly region: {
    readonly startLine: number;
    readonly startColumn: number;
    readonly endLine: number;
    readonly endColumn: number;
  };
}

interface Places {
  of(span: Span): PhysicalLocation;
}

function placesIn(files: SourceFiles): Places {
  const maps = new Map<FileId, LineMap>();
  const indexes = new Map([...files.keys()].map((id, index) => [id, index]));
  return {
    of({ file, start, end }) {
      let map = maps.get(file);
      if (map === undefined) maps.set(file, (map = lineMap(files.get(file)?.text ?? '')));
      const from = map.position(start);
      const to = map.position(end);
      const index = indexes.get(file);
      return {
        artifactLocation: { uri: uriOf(file), ...(index !== undefined && { index }) },
        region: { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column },
      };
    },
  };
}

function isOrb(file: FileId): boolean {
  return file.startsWith('orb:');
}

function uriOf(file: FileId): string {
  return isOrb(file)
    ? file
    : encodeURI(file.replaceAll('\\', '/')).replaceAll('?', '%3F').replaceAll('#', '%23');
}
