import type { Report, ReportExtras } from '../source/diagnostic.ts';
import type { Span } from '../source/span.ts';
import { describeNode } from './describe-node.ts';
import { broughtBy } from './make-node.ts';
import type { Entry, MapNode, Node } from './node.ts';
import { withoutRepeated } from './repeated-entry.ts';

/** A key as written; `isPlain` tells the merge key `<<` from a quoted `"<<"`, which is an ordinary key (DOC-04). */
export interface RawEntry {
  readonly key: string;
  readonly isPlain: boolean;
  readonly keySpan: Span;
  readonly value: Node;
}

export interface MapMaking {
  /** Written in lines, not in braces. */
  readonly isBlock: boolean;
  readonly report: Report;
  /** Reports what leaves no usable tree. */
  readonly fail: Report;
  /** Names of the anchors so far. */
  readonly anchors: () => readonly string[];
}

/** The entries of a map, merges resolved and each key once. */
export function mapEntries(raw: readonly RawEntry[], making: MapMaking): readonly Entry[] {
  return raw.some((e) => e.key === '<<' && e.isPlain) ? mergedEntries(raw, making) : ownEntries(raw, making);
}

function ownEntries(raw: readonly RawEntry[], making: MapMaking): readonly Entry[] {
  const entries: Entry[] = [];
  const places = raw.length > 8 ? new Map<string, number>() : undefined;
  for (const { key, keySpan, value } of raw) {
    const entry: Entry = { key, keySpan, value };
    const before = places === undefined ? entries.findIndex((e) => e.key === key) : (places.get(key) ?? -1);
    const other = entries[before];
    if (other === undefined) {
      places?.set(key, entries.length);
      entries.push(entry);
    } else {
      reportDuplicate(entry, other, making);
      entries[before] = entry;
    }
  }
  return entries;
}

/** As SnakeYAML merges: keys written here win wherever they stand, then the earlier merge, the earlier list item. */
function mergedEntries(raw: readonly RawEntry[], making: MapMaking): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const { key, isPlain, keySpan, value } of raw) {
    if (key === '<<' && isPlain) {
      for (const map of mergeSources(value, keySpan, making))
        for (const e of map.entries)
          if (!entries.has(e.key))
            entries.set(e.key, {
              key: e.key,
              keySpan: e.keySpan,
              value: broughtBy(map, e.value),
              via: 'merge',
            });
      continue;
    }
    const entry: Entry = { key, keySpan, value };
    const before = entries.get(key);
    if (before !== undefined && before.via === undefined) reportDuplicate(entry, before, making);
    entries.set(key, entry);
  }
  return [...entries.values()];
}

function mergeSources(value: Node, keySpan: Span, { fail, anchors }: MapMaking): readonly MapNode[] {
  const sources = value.kind === 'list' ? value.items : [value];
  return sources.flatMap((source) => {
    if (source.kind === 'map') return [source];
    const message = `The merge key << needs a map or a list of maps, found ${describeNode(source)}.`;
    const at = source.span.end > source.span.start ? source.span : keySpan;
    fail('yaml/merge', at, message, starAdvice(source, anchors()));
    return [];
  });
}

/** `<<: name` where `<<: *name` is meant. */
function starAdvice(source: Node, anchors: readonly string[]): ReportExtras {
  if (source.kind !== 'scalar' || !anchors.includes(source.text)) return {};
  const { start } = source.span;
  return {
    hint: `Write: <<: *${source.text}`,
    ...(!source.quoted && { fix: [{ span: { ...source.span, end: start }, text: '*' }] }),
  };
}

/** A warning only: SnakeYAML takes the last without a word, so CircleCI runs such configs. */
function reportDuplicate(entry: Entry, before: Entry, { isBlock, report }: MapMaking): void {
  report(
    'config/duplicate-key',
    entry.keySpan,
    `The key "${entry.key}" stands here again; this one counts.`,
    {
      severity: 'warning',
      related: [{ span: before.keySpan, message: 'already given here' }],
      hint: 'Remove one of the two.',
      ...(isBlock && withoutRepeated(before, entry)),
    },
  );
}
