import type { OrbSource } from '../../ports/orb-source.ts';
import { didYouMean } from '../config/did-you-mean.ts';
import { readAll } from '../config/definitions.ts';
import { readConfig, readOrb } from '../config/read-config.ts';
import { resolveOrbs } from '../orbs/resolve-orbs.ts';
import { prepare, resolveConfig } from '../resolve/resolve-config.ts';
import type { DiagnosticCode } from '../source/codes.ts';
import { type Diagnostic, findings, type Report, sortFindings } from '../source/diagnostic.ts';
import type { SourceFile, SourceFiles } from '../source/source-file.ts';
import { type FileId, fileId } from '../source/span.ts';
import { describeNode } from '../tree/describe-node.ts';
import { findEntry, type MapNode } from '../tree/node.ts';
import { exampleConfigs } from './example-configs.ts';
import { probeConfigs } from './probe-config.ts';

export interface OrbCheckInputs {
  /** The files that the tree was read from. */
  readonly files: SourceFiles;
  /** For the orbs that it imports, and those of its examples. */
  readonly orbs: OrbSource;
}

export interface OrbCheck {
  readonly diagnostics: readonly Diagnostic[];
  readonly files: SourceFiles;
  /** Names of the examples that use an orb which is not to be had. */
  readonly uncheckedExamples: readonly string[];
}

/**
 * Checks an orb's source as its authors want it: every element is read and compiled, with its defaults and samples for
 * the rest, and each example is compiled with this very source. What is wrong stands where it was written. Trouble in
 * an example only warns, for nobody who uses the orb meets it.
 */
export async function checkOrb(orb: MapNode, inputs: OrbCheckInputs): Promise<OrbCheck> {
  const { report, all } = findings();
  const files = new Map(inputs.files);
  checkTop(orb, report);
  const known = withKnownKeys(orb);
  readAll(readOrb(known, { report, isTemplated: true }).definitions);
  const { byDefaults, bySamples } = probeConfigs(known);
  const probed = byDefaults === undefined ? [] : await compileTree(byDefaults, inputs, files);
  const sampled = bySamples === undefined ? [] : await compileTree(bySamples, inputs, files);
  const isKindTold = all.some((d) => d.code === 'executor/kind');
  const found = [
    ...all,
    ...probed.filter((d) => !isKindTold || d.code !== 'executor/kind'),
    ...sampled.filter((d) => !ofSamples.has(d.code)),
  ];
  const examples = await checkExamples(known, new Set(found.map(placeOf)), inputs, files);
  return {
    diagnostics: sortFindings([...found, ...examples.found]),
    files,
    uncheckedExamples: examples.unchecked,
  };
}

/** What a sample argument alone may be the cause of. */
const ofSamples: ReadonlySet<DiagnosticCode> = new Set([
  'condition/invalid',
  'config/wrong-type',
  'config/wrong-value',
  'executor/kind',
  'executor/unknown',
  'parameter/wrong-type',
]);

const orbKeys = ['version', 'description', 'display', 'orbs', 'commands', 'executors', 'jobs', 'examples'];

/** ORB-11. */
function checkTop(orb: MapNode, report: Report): void {
  const version = findEntry(orb, 'version');
  const hint = { hint: 'Write: version: 2.1' };
  if (version === undefined)
    report('config/version', orb.entries[0]?.keySpan ?? orb.span, 'An orb needs the key "version".', hint);
  else if (version.value.kind !== 'scalar' || String(version.value.value) !== '2.1')
    report(
      'config/version',
      version.value.span,
      `"version" of an orb needs 2.1, found ${describeNode(version.value)}.`,
      hint,
    );
  for (const { key, keySpan } of orb.entries)
    if (!orbKeys.includes(key) && !key.startsWith('x-'))
      report('config/unread-key', keySpan, `"${key}" is not read: an orb has no such key.`, {
        severity: 'warning',
        ...didYouMean(key, orbKeys),
      });
}

function withKnownKeys(orb: MapNode): MapNode {
  return { ...orb, entries: orb.entries.filter((e) => orbKeys.includes(e.key)) };
}

/** Findings stay where they are: the config is nobody's text, so none is told at a line of it. */
async function compileTree(
  config: MapNode,
  { orbs }: OrbCheckInputs,
  files: Map<FileId, SourceFile>,
): Promise<readonly Diagnostic[]> {
  const { report, all } = findings();
  const ast = readConfig(config, report);
  if (ast === undefined) return all;
  const prepared = prepare(ast, { report, file: fileId(''), files, values: {}, parameters: {} });
  const resolved = await resolveOrbs(ast.orbs, {
    source: orbs,
    report,
    renderReference: prepared.renderReference,
  });
  for (const file of resolved.files) files.set(file.id, file);
  resolveConfig(prepared, resolved.links);
  return all;
}

/** `told`: places of what is wrong in the orb itself, whose examples come upon it again. */
async function checkExamples(
  orb: MapNode,
  told: ReadonlySet<string>,
  inputs: OrbCheckInputs,
  files: Map<FileId, SourceFile>,
): Promise<{ readonly found: readonly Diagnostic[]; readonly unchecked: readonly string[] }> {
  const found: Diagnostic[] = [];
  const unchecked: string[] = [];
  for (const { name, config } of exampleConfigs(orb)) {
    const here = (await compileTree(config, inputs, files)).filter((d) => !told.has(placeOf(d)));
    if (here.some((d) => d.code === 'orb/not-found' || d.code === 'orb/not-allowed')) unchecked.push(name);
    else
      found.push(
        ...here.map((d) => ({
          ...d,
          severity: 'warning' as const,
          message: `In the example "${name}": ${d.message}`,
        })),
      );
  }
  return { found, unchecked };
}

function placeOf({ code, span }: Diagnostic): string {
  return `${span.file} ${span.start} ${code}`;
}
