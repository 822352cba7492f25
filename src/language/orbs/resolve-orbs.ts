import type { OrbSource } from '../../ports/orb-source.ts';
import type { OrbAst, OrbImportAst } from '../config/ast.ts';
import { readAll } from '../config/definitions.ts';
import { readOrb } from '../config/read-config.ts';
import { checkInlineOrb } from '../config/inline-orb.ts';
import { type Diagnostic, type Findings, findings, type Report } from '../source/diagnostic.ts';
import type { SourceFile } from '../source/source-file.ts';
import { fileId, type Span } from '../source/span.ts';
import { describeNode } from '../tree/describe-node.ts';
import type { Node } from '../tree/node.ts';
import { readYaml } from '../tree/read-yaml.ts';
import type { Namespace, OrbLink } from './namespace.ts';
import { type OrbRef, parseOrbRef } from './orb-ref.ts';
import type { OrbRefusal } from './orb-source.ts';

export interface OrbInputs {
  readonly source: OrbSource;
  readonly report: Report;
  /** The text of a reference, its tags filled in (TPL-21). Undefined when that failed; it is reported then. */
  readonly renderReference: (node: Node, isInOrb: boolean) => string | undefined;
}

export interface ResolvedOrbs {
  readonly links: ReadonlyMap<string, OrbLink>;
  /** References that the config itself writes, inline orbs' too, in source order (GT-F2). */
  readonly header: readonly { readonly requested: string; readonly resolved: string }[];
  readonly files: readonly SourceFile[];
}

/** A reference that was fetched: its source read, its own imports not yet linked. */
interface LoadedOrb {
  readonly kind: 'loaded';
  /** `namespace/name@1.2.3`, or its URL. */
  readonly id: string;
  readonly ast: OrbAst | undefined;
  readonly takeFindings: () => readonly Diagnostic[];
}

interface Loader extends OrbInputs {
  /** By reference as written. */
  readonly loaded: Map<string, LoadedOrb | OrbRefusal>;
  readonly files: SourceFile[];
  readonly namespaces: Map<string, Namespace>;
  readonly header: { readonly requested: string; readonly resolved: string }[];
}

/**
 * Fetches what `imports` refer to, and what that refers to, each reference once (ORB-03, ORB-14), and links the
 * aliases. Trouble in an orb is told at the config's line that brings it in.
 */
export async function resolveOrbs(
  imports: readonly OrbImportAst[],
  inputs: OrbInputs,
): Promise<ResolvedOrbs> {
  const loader: Loader = { ...inputs, loaded: new Map(), files: [], namespaces: new Map(), header: [] };
  await fetchAll(imports, loader);
  const links = linkImports(imports, { loader, isInOrb: false, at: undefined, chain: [] });
  return { links, header: loader.header, files: loader.files };
}

/** Rounds: all references known so far at once, then those that their sources bring. */
async function fetchAll(imports: readonly OrbImportAst[], loader: Loader): Promise<void> {
  let wanted = referencesIn(imports, false, loader);
  while (wanted.length > 0) {
    const fresh = [...new Map(wanted.map((r) => [r.text, r])).values()].filter(
      (r) => !loader.loaded.has(r.text),
    );
    const fetched = await Promise.all(
      fresh.map(async (ref) => ({ ref, orb: await fetchOrb(ref, loader.source) })),
    );
    wanted = fetched.flatMap(({ ref, orb }) => {
      const loaded = orb.kind === 'orb' ? load(orb, loader) : orb;
      loader.loaded.set(ref.text, loaded);
      return loaded.kind === 'loaded' ? referencesIn(loaded.ast?.orbs ?? [], true, loader) : [];
    });
  }
}

interface FoundOrb {
  readonly kind: 'orb';
  readonly id: string;
  readonly yaml: string;
}

const noUrls: OrbRefusal = {
  kind: 'not-allowed',
  message: 'No orbs are taken from URLs here.',
  hint: 'Put the orb under a namespace and name, or write it inline.',
};

async function fetchOrb(ref: OrbRef, source: OrbSource): Promise<FoundOrb | OrbRefusal> {
  if (ref.kind === 'url') {
    const found = await source.fetchUrl?.(ref.url);
    if (found === undefined) return noUrls;
    return found.kind === 'orb' ? { ...found, id: ref.url } : found;
  }
  const { namespace, name, version } = ref;
  const found = await source.fetch({ namespace, name, version });
  if (found !== undefined)
    return { kind: 'orb', id: `${namespace}/${name}@${found.version}`, yaml: found.yaml };
  return (
    (await source.explain?.({ namespace, name, version })) ?? {
      kind: 'not-found',
      message: `There is no orb ${ref.text}.`,
      hint: 'Check namespace, name and version; offline, only orbs at hand are found.',
    }
  );
}

function referencesIn(imports: readonly OrbImportAst[], isInOrb: boolean, loader: Loader): OrbRef[] {
  return imports.flatMap(({ value }) => {
    if (value.kind === 'map') return referencesIn(inlineImports(value), isInOrb, loader);
    const text = loader.renderReference(value, isInOrb);
    const result = text === undefined ? undefined : parseOrbRef(text);
    return result?.kind === 'ref' ? [result.ref] : [];
  });
}

function inlineImports(map: Node & { kind: 'map' }): readonly OrbImportAst[] {
  return readOrb(map, { report: () => {}, isTemplated: true }).orbs;
}

function load({ id, yaml }: FoundOrb, loader: Loader): LoadedOrb {
  const file: SourceFile = { id: fileId(`orb:${id}`), text: yaml };
  if (!loader.files.some((f) => f.id === file.id)) loader.files.push(file);
  const found = findings();
  const tree = readYaml(file, found.report);
  if (tree !== undefined && tree.kind !== 'map')
    found.report('orb/source', tree.span, `The source of an orb needs a map, found ${describeNode(tree)}.`);
  const ast =
    tree?.kind === 'map'
      ? readOrb(tree, { report: found.report, isTemplated: true, isLenient: true })
      : undefined;
  return { kind: 'loaded', id, ast, takeFindings: takeFrom(found) };
}

/** What was found since it was last asked. */
function takeFrom(found: Findings): () => readonly Diagnostic[] {
  let taken = 0;
  return () => {
    const news = found.all.slice(taken);
    taken = found.all.length;
    return news;
  };
}

/** Where imports are linked: `at` is the config's line that led here, `chain` the orbs on the way. */
interface Place {
  readonly loader: Loader;
  readonly isInOrb: boolean;
  readonly at: Span | undefined;
  readonly chain: readonly string[];
}

function linkImports(imports: readonly OrbImportAst[], place: Place): ReadonlyMap<string, OrbLink> {
  return new Map(
    imports.map((i) => [i.alias, { aliasSpan: i.aliasSpan, namespace: linkImport(i, place) }] as const),
  );
}

function linkImport(orb: OrbImportAst, place: Place): Namespace | undefined {
  const { value } = orb;
  const { report } = place.loader;
  if (value.kind === 'map') return linkInline(orb, value, place);
  const at = place.at ?? value.span;
  if (value.kind !== 'scalar' || value.value === null) {
    report(
      'orb/reference',
      at,
      `The orb "${orb.alias}" needs a reference or a map, found ${describeNode(value)}.`,
    );
    return undefined;
  }
  const text = place.loader.renderReference(value, place.isInOrb);
  if (text === undefined) return undefined;
  const result = parseOrbRef(text);
  if (result.kind === 'ref') return linkReference(result.ref, value.span, place);
  report('orb/reference', at, result.message, { hint: result.hint, ...inOrb(value.span, place) });
  return undefined;
}

function linkReference(ref: OrbRef, span: Span, place: Place): Namespace | undefined {
  const { loader } = place;
  const at = place.at ?? span;
  const orb = loader.loaded.get(ref.text);
  if (orb === undefined || orb.kind !== 'loaded') {
    if (orb !== undefined) reportRefusal(orb, at, inOrb(span, place), loader.report);
    return undefined;
  }
  if (!place.isInOrb) loader.header.push({ requested: ref.text, resolved: orb.id });
  if (place.chain.includes(orb.id)) {
    const circle = [...place.chain.slice(place.chain.indexOf(orb.id)), orb.id].join(' → ');
    loader.report('orb/source', at, `Orbs import each other in a circle: ${circle}.`);
    return undefined;
  }
  return loader.namespaces.get(orb.id) ?? linkLoaded(orb, at, place);
}

function reportRefusal(
  { kind, message, hint }: OrbRefusal,
  at: Span,
  extras: ReturnType<typeof inOrb>,
  report: Report,
): void {
  report(`orb/${kind}`, at, message, { hint, ...extras });
}

function linkLoaded(orb: LoadedOrb, at: Span, place: Place): Namespace | undefined {
  const { loader } = place;
  const found = orb.takeFindings().filter((d) => d.severity === 'error');
  for (const d of found)
    loader.report(d.code, at, `The orb ${orb.id} can't be read: ${d.message}`, {
      related: [{ span: d.span, message: 'in the orb, here' }, ...d.related],
    });
  if (orb.ast === undefined || found.length > 0) return undefined;
  const inner: Place = { loader, isInOrb: true, at, chain: [...place.chain, orb.id] };
  const namespace: Namespace = {
    what: `the orb ${orb.id}`,
    isConfig: false,
    definitions: orb.ast.definitions,
    orbs: linkImports(orb.ast.orbs, inner),
    takeFindings: orb.takeFindings,
  };
  loader.namespaces.set(orb.id, namespace);
  return namespace;
}

/** An inline orb stands in the config's own text: all of it is checked, and told where it stands (ORB-06). */
function linkInline(orb: OrbImportAst, map: Node & { kind: 'map' }, place: Place): Namespace {
  const found = findings();
  const check = { report: place.isInOrb ? found.report : place.loader.report, isTemplated: true };
  checkInlineOrb(map, orb.alias, check);
  const ast = readOrb(map, check);
  if (!place.isInOrb) readAll(ast.definitions);
  return {
    what: `the orb "${orb.alias}"`,
    isConfig: false,
    definitions: ast.definitions,
    orbs: linkImports(ast.orbs, place),
    takeFindings: takeFrom(found),
  };
}

function inOrb(span: Span, place: Place) {
  return place.at === undefined ? {} : { related: [{ span, message: 'the orb refers to it here' }] };
}
