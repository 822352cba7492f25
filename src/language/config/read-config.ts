import type { Span } from '../source/span.ts';
import { nearest } from '../source/nearest.ts';
import { describeNode } from '../tree/describe-node.ts';
import { expectMap } from '../tree/expect.ts';
import { type Entry, findEntry, type MapNode, type Node } from '../tree/node.ts';
import { didYouMean } from './did-you-mean.ts';
import type { ConfigAst, JobGroupAst, OrbAst, OrbImportAst, WorkflowAst } from './ast.ts';
import { type DefinitionSections, definitionsOf, readAll } from './definitions.ts';
import { definitionName } from './definition-names.ts';
import { optionalMap } from './optional-map.ts';
import { readParameters } from './read-parameters.ts';
import type { StepCheck } from './read-steps.ts';
import { readJobGroup, readWorkflow } from './read-workflow.ts';
import type { Check } from './shape.ts';
import type { Report, TextEdit } from '../source/diagnostic.ts';

/** Top-level keys that are read, and those that are known to be of no consequence (DOC-09). */
const sections = [
  'version',
  'setup',
  'orbs',
  'commands',
  'parameters',
  'executors',
  'jobs',
  'workflows',
  'job-groups',
];
const tolerated = new Set([
  'description',
  'display',
  'examples',
  'functions',
  'experimental',
  'references',
  'build_agent',
]);

/** Sections that exist from 2.1 on; below they count as unknown keys do (DOC-11). */
const sectionsOf21 = new Set(['setup', 'orbs', 'commands', 'parameters', 'executors', 'job-groups']);

/** Reads the whole config. Undefined when it is no map at all; whatever else is wrong is reported and left out. */
export function readConfig(document: Node, report: Report): ConfigAst | undefined {
  const map = expectMap(document, 'a config', report);
  if (map === undefined) return undefined;
  const isTemplated = readVersion(map, report) === '2.1';
  const check: Check = { report, isTemplated };
  warnOfUnread(map, isTemplated, report);
  const section = (key: string): Entry | undefined =>
    isTemplated || !sectionsOf21.has(key) ? findEntry(map, key) : undefined;
  const definitions = definitionsOf(definitionSections(section), check);
  readAll(definitions);
  checkJobNames(section('jobs')?.value, report);
  const stepCheck: StepCheck = { ...check, commands: definitions.commands.names };
  const workflows = section('workflows');
  const read = readWorkflows(workflows?.value, stepCheck);
  return {
    isTemplated,
    setup: readSetup(section('setup'), report),
    parameters: readParameters(section('parameters')?.value, 'pipeline', stepCheck),
    parametersSpan: section('parameters')?.keySpan,
    orbs: readOrbImports(section('orbs')?.value, check),
    definitions,
    workflows: read,
    hasUnreadableWorkflows:
      read.length === 0 && workflows !== undefined && !holdsVersionOnly(workflows.value),
    jobGroups: readJobGroups(section('job-groups')?.value, definitions.jobs.names, stepCheck),
    workflowsSpan: workflows?.keySpan,
    isWorkflowVersionFirst: workflows?.value.kind === 'map' && workflows.value.entries[0]?.key === 'version',
    span: map.span,
  };
}

/** Reads an orb's source: the same sections, none of the rest (ORB-06, ORB-11). Definitions report when they are used. */
export function readOrb(map: MapNode, check: Check): OrbAst {
  const section = (key: string): Entry | undefined => findEntry(map, key);
  return {
    orbs: readOrbImports(section('orbs')?.value, check),
    definitions: definitionsOf(definitionSections(section), check),
  };
}

function definitionSections(section: (key: string) => Entry | undefined): DefinitionSections {
  const value = (key: string): Node | undefined => section(key)?.value;
  return { commands: value('commands'), executors: value('executors'), jobs: value('jobs') };
}

const writeVersion = { hint: 'Write: version: 2.1' };

function readVersion(map: MapNode, report: Report): '2' | '2.1' {
  const entry = findEntry(map, 'version');
  if (entry === undefined) {
    const first = map.entries[0];
    const at = first?.keySpan ?? map.span;
    const isBlock = first !== undefined && first.keySpan.start === map.span.start;
    report('config/version', at, 'A config needs the key "version".', {
      ...writeVersion,
      ...(isBlock && { fix: [{ span: { ...at, end: at.start }, text: 'version: 2.1\n' }] }),
    });
    return '2.1';
  }
  const { value } = entry;
  const written = value.kind === 'scalar' ? String(value.value) : undefined;
  if (written === '2' || written === '2.0') return '2'; // DOC-11
  if (written !== '2.1')
    report('config/version', value.span, `"version" needs 2.1, found ${describeNode(value)}.`, {
      ...writeVersion,
      ...(value.kind === 'scalar' && value.value !== null && { fix: [{ span: value.span, text: '2.1' }] }),
    });
  return '2.1';
}

/** For a section that version 2 does not have: the version, raised. */
function raisedVersion(map: MapNode): { readonly hint: string; readonly fix?: readonly TextEdit[] } {
  const version = findEntry(map, 'version')?.value;
  return { ...writeVersion, ...(version !== undefined && { fix: [{ span: version.span, text: '2.1' }] }) };
}

function warnOfUnread(map: MapNode, isTemplated: boolean, report: Report): void {
  for (const { key, keySpan } of map.entries) {
    if (!isTemplated && key === 'setup') {
      report('pipeline/setup', keySpan, '"setup" needs version 2.1.', raisedVersion(map)); // DOC-13
      continue;
    }
    if (!isTemplated && sectionsOf21.has(key)) {
      report('config/unread-key', keySpan, `"${key}" is not read: it needs version 2.1.`, {
        severity: 'warning',
        ...raisedVersion(map),
      });
      continue;
    }
    if (sections.includes(key) || tolerated.has(key) || key.startsWith('x-')) continue;
    const near = nearest(key, sections);
    if (near !== undefined && findEntry(map, near) === undefined)
      report('config/unread-key', keySpan, `"${key}" is not read: a config has no such key.`, {
        severity: 'warning',
        ...didYouMean(key, sections, undefined, keySpan),
      });
  }
}

function readSetup(entry: Entry | undefined, report: Report): Span | undefined {
  if (entry === undefined) return undefined;
  const { value } = entry;
  if (value.kind === 'scalar' && typeof value.value === 'boolean')
    return value.value ? entry.keySpan : undefined;
  report('config/wrong-type', value.span, `"setup" needs true or false, found ${describeNode(value)}.`);
  return undefined;
}

function holdsVersionOnly(node: Node): boolean {
  if (node.kind === 'scalar') return node.value === null;
  return node.kind === 'map' && node.entries.every((e) => e.key === 'version');
}

function readOrbImports(node: Node | undefined, check: Check): readonly OrbImportAst[] {
  const map = optionalMap(node, '"orbs"', check);
  return (map?.entries ?? []).map(({ key: alias, keySpan: aliasSpan, value }) => ({
    alias,
    aliasSpan,
    value,
  }));
}

function readWorkflows(node: Node | undefined, check: StepCheck): readonly WorkflowAst[] {
  const map = optionalMap(node, '"workflows"', check);
  const entries = (map?.entries ?? []).filter((e) => e.key !== 'version');
  return entries.flatMap((e) => readWorkflow(e, check) ?? []);
}

function readJobGroups(
  node: Node | undefined,
  jobs: ReadonlySet<string>,
  check: StepCheck,
): ReadonlyMap<string, JobGroupAst> {
  const map = optionalMap(node, '"job-groups"', check);
  const groups = new Map<string, JobGroupAst>();
  for (const entry of map?.entries ?? []) {
    definitionName('job-group', entry.key, entry.keySpan, check);
    if (jobs.has(entry.key))
      check.report(
        'job-group/invalid',
        entry.keySpan,
        `The job-group "${entry.key}" has the name of a job.`,
        {
          hint: 'Give one of them another name.',
        },
      );
    const group = readJobGroup(entry, check);
    // One that can't be read holds nothing, so that what lists it is not told of as well.
    groups.set(entry.key, group ?? { name: entry.key, nameSpan: entry.keySpan, jobs: [] });
  }
  return groups;
}

/** DOC-23: two jobs must differ in more than the case of their letters. */
function checkJobNames(jobs: Node | undefined, report: Report): void {
  const seen = new Map<string, Entry>();
  for (const entry of jobs?.kind === 'map' ? jobs.entries : []) {
    const folded = entry.key.toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined && other.key !== entry.key)
      report(
        'config/name',
        entry.keySpan,
        `The job "${entry.key}" differs from "${other.key}" only in case.`,
        {
          related: [{ span: other.keySpan, message: `"${other.key}" is declared here` }],
          hint: 'Give one of them another name.',
        },
      );
    seen.set(folded, entry);
  }
}
