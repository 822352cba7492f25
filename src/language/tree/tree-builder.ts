import type { Report, ReportExtras } from '../source/diagnostic.ts';
import type { FileId, Span } from '../source/span.ts';
import { certainlyNearest, nearest } from '../source/nearest.ts';
import { mapEntries, type RawEntry } from './map-entries.ts';
import type { ListNode, MapNode, Node, ScalarNode } from './node.ts';
import { plainScalarValue } from './plain-scalar.ts';

/** Nodes that a text may expand to, each alias counted with all it stands for. Far above any real config. */
export const maxNodes = 1_000_000;
/** Levels of maps and lists, aliases counted as written out. A logic statement of 100 levels (LOG-09) takes 200. */
export const maxDepth = 500;

/** Findings of one text; more of them help nobody. */
const mostFindings = 100;

/**
 * Makes our tree from what a YAML parser met, in document order: resolves aliases and merge keys, finds duplicate
 * keys, and holds the limits. An alias shares what the anchored node holds, so a bomb costs no memory; what it would cost
 * to walk is counted and refused.
 */
export interface TreeBuilder {
  readonly file: FileId;
  /** Something was reported that leaves no usable tree. */
  readonly hasFailed: boolean;
  /** A limit is passed: going on is of no use. */
  readonly isTooLarge: boolean;
  /** Reports what leaves no usable tree. */
  readonly fail: Report;
  /** Every map and list is entered before its children are made, and left with the node it became. */
  enter(anchor: string | undefined, start: number): void;
  leave(anchor: string | undefined, node: Node): void;
  /** A plain scalar: its text decides the type. */
  plain(text: string, start: number, end: number, anchor?: string): ScalarNode;
  /** A scalar whose value is certain: quoted, block or tagged. */
  scalar(value: ScalarNode['value'], text: string, quoted: boolean, span: Span, anchor?: string): ScalarNode;
  list(items: readonly Node[], start: number, end: number): ListNode;
  map(raw: readonly RawEntry[], start: number, end: number): MapNode;
  alias(name: string, start: number, end: number): Node;
}

interface Anchored {
  readonly node: Node | undefined;
  readonly size: number;
  readonly height: number;
}

interface OpenNode {
  readonly nodesBefore: number;
  readonly deepestBefore: number;
}

/** An alias, and the anchored value that it stands for. */
export interface AliasUse {
  readonly name: string;
  readonly span: Span;
  readonly target: Span;
}

export function treeBuilder(file: FileId, report: Report, uses: AliasUse[] = []): TreeBuilder {
  const anchors = new Map<string, Anchored>();
  const open: OpenNode[] = [];
  let nodes = 0;
  let deepest = 0;
  let hasFailed = false;
  let isTooLarge = false;
  let told = 0;

  const span = (start: number, end: number): Span => ({ file, start, end });
  const tell: Report = (...finding) => {
    if (++told <= mostFindings) report(...finding);
  };
  const fail: Report = (...finding) => {
    hasFailed = true;
    tell(...finding);
  };
  const failAsTooLarge = (at: Span, message: string, hint?: string): boolean => {
    if (!isTooLarge) report('yaml/too-large', at, message, hint === undefined ? {} : { hint });
    hasFailed = true;
    isTooLarge = true;
    return false;
  };
  const keep = (anchor: string | undefined, node: Node): void => {
    if (anchor !== undefined) anchors.set(anchor, { node, size: 1, height: 0 });
  };
  const checkSize = (at: Span): boolean =>
    nodes <= maxNodes ||
    failAsTooLarge(
      at,
      `Aliases make this config larger than ${maxNodes} values.`,
      'Use fewer aliases of maps that hold aliases themselves.',
    );
  const checkDepth = (depth: number, at: Span): boolean =>
    depth <= maxDepth || failAsTooLarge(at, `Maps and lists stand more than ${maxDepth} levels deep here.`);

  return {
    file,
    fail,
    get hasFailed() {
      return hasFailed;
    },
    get isTooLarge() {
      return isTooLarge;
    },
    enter(anchor, start) {
      nodes++;
      if (anchor !== undefined) anchors.set(anchor, { node: undefined, size: 0, height: 0 });
      open.push({ nodesBefore: nodes, deepestBefore: deepest });
      deepest = open.length;
      checkDepth(open.length, span(start, start + 1));
    },
    leave(anchor, node) {
      const height = deepest - open.length + 1;
      const begun = open.pop();
      if (begun === undefined) return;
      if (anchor !== undefined) anchors.set(anchor, { node, size: nodes - begun.nodesBefore + 1, height });
      deepest = Math.max(deepest, begun.deepestBefore);
    },
    plain(text, start, end, anchor) {
      nodes++;
      const node: ScalarNode = {
        kind: 'scalar',
        value: plainScalarValue(text),
        text,
        quoted: false,
        span: span(start, end),
      };
      keep(anchor, node);
      return node;
    },
    scalar(value, text, quoted, at, anchor) {
      nodes++;
      const node: ScalarNode = { kind: 'scalar', value, text, quoted, span: at };
      keep(anchor, node);
      return node;
    },
    list: (items, start, end) => ({ kind: 'list', items, span: span(start, end) }),
    map(raw, start, end) {
      const isBlock = raw[0]?.keySpan.start === start;
      const making = { isBlock, report: tell, fail: hasFailed ? () => undefined : fail };
      const entries = mapEntries(raw, { ...making, anchors: () => [...anchors.keys()] });
      return { kind: 'map', entries, span: span(start, end) };
    },
    alias(name, start, end) {
      const at = span(start, end);
      const target = anchors.get(name);
      const nothing: Node = { kind: 'scalar', value: null, text: '', quoted: false, span: at };
      if (target === undefined) {
        fail(
          'yaml/unknown-anchor',
          at,
          `The alias *${name} stands for nothing: no &${name} comes before it.`,
          anchorAdvice(name, [...anchors.keys()], at),
        );
        return nothing;
      }
      if (target.node === undefined) {
        fail('yaml/unknown-anchor', at, `The alias *${name} stands inside the value that it stands for.`);
        return nothing;
      }
      uses.push({ name, span: at, target: target.node.span });
      nodes += target.size;
      deepest = Math.max(deepest, open.length + target.height);
      const isSmall = checkSize(at) && checkDepth(open.length + target.height, at);
      return isSmall ? { ...target.node, alias: at } : nothing;
    },
  };
}

function anchorAdvice(name: string, known: readonly string[], at: Span): ReportExtras {
  const near = nearest(name, known);
  if (near === undefined)
    return {
      hint: `Put &${name} before the value that is meant, or quotes around "*${name}" if it is text.`,
    };
  const certain = certainlyNearest(name, known);
  return {
    hint: `Did you mean *${near}?`,
    ...(certain !== undefined && { fix: [{ span: at, text: `*${certain}` }] }),
  };
}
