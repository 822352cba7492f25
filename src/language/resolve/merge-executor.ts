import { entryOf, listNode, mapNode } from '../tree/make-node.ts';
import type { Entry, MapNode, Node } from '../tree/node.ts';
import type { Span } from '../source/span.ts';
import { environmentNodes } from './rendered-values.ts';

/**
 * A job's keys with its executor's (EXE-04): `environment` key by key, the job winning; everything else whole from the
 * job if it has it. Order as CircleCI prints it (GT2-J1): the executor's keys, then the job's own; `environment` where
 * the job has it, else last.
 */
export function mergeExecutor(executor: readonly Entry[], job: readonly Entry[], span: Span): MapNode {
  const hoisted = hoist(executor);
  const own = hoist(job);
  const ownByKey = new Map(own.map((e) => [e.key, e]));
  const inherited = hoisted.filter((e) => e.key !== 'environment');
  const inheritedKeys = new Set(inherited.map((e) => e.key));
  const theirs = valueOf(hoisted, 'environment');
  const merged = [
    ...inherited.map((e) => ownByKey.get(e.key) ?? e),
    ...own.filter((e) => !inheritedKeys.has(e.key)),
  ].map((e) =>
    e.key === 'environment' ? { ...e, value: environmentList(theirs, e.value, e.value.span) } : e,
  );
  const isLast = theirs !== undefined && !ownByKey.has('environment');
  return mapNode(
    isLast ? [...merged, entryOf('environment', environmentList(theirs, undefined, theirs.span))] : merged,
    span,
  );
}

/** GT-J2, GT2-E1: a list of one-key maps, each name once; a later value of a name takes the place of the earlier. */
function environmentList(first: Node | undefined, second: Node | undefined, span: Span): Node {
  const variables = new Map<string, Entry>();
  for (const e of [...environmentNodes(first), ...environmentNodes(second)]) variables.set(e.key, e);

  const items = [...variables.values()].map((e) => mapNode([entryOf(e.key, e.value, e.keySpan)], e.keySpan));
  return listNode(items, span);
}

/** GT-J3: `resource_class` and `shell` inside `machine` belong to the job. */
function hoist(entries: readonly Entry[]): readonly Entry[] {
  const machine = entries.find((e) => e.key === 'machine');
  if (machine?.value.kind !== 'map') return entries;
  const { value } = machine;
  const moved = value.entries.filter((e) => hoistedKeys.has(e.key));
  if (moved.length === 0) return entries;
  const rest = { ...value, entries: value.entries.filter((e) => !hoistedKeys.has(e.key)) };
  const kept = moved.filter((m) => !entries.some((e) => e.key === m.key));
  return entries.flatMap((e) => (e === machine ? [{ ...machine, value: rest }, ...kept] : [e]));
}

const hoistedKeys: ReadonlySet<string> = new Set(['resource_class', 'shell']);

function valueOf(entries: readonly Entry[], key: string): Node | undefined {
  return entries.find((e) => e.key === key)?.value;
}

/** The spans of an executor's keys and variables. Merging keeps them, each the same object, whatever it does to the values. */
export function spansOf(executor: readonly Entry[]): ReadonlySet<Span> {
  const hoisted = hoist(executor);
  const environment = valueOf(hoisted, 'environment');
  return new Set([
    ...hoisted.map((e) => e.keySpan),
    ...environmentNodes(environment).map((e) => e.keySpan),
    ...(environment === undefined ? [] : [environment.span]),
  ]);
}
