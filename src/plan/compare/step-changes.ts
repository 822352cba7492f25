import type { ResolvedStep } from '../../language/index.ts';
import { align } from './align.ts';
import type { SettingChange, StepChange, StepText } from './comparison.ts';
import { stepContent } from './content.ts';
import { likeness, lineChanges } from './line-changes.ts';
import { environmentChanges, valueChange } from './settings.ts';

interface Placed {
  readonly step: ResolvedStep;
  /** From 1. */
  readonly at: number;
  readonly content: string;
}

interface Pair {
  readonly before: Placed;
  readonly after: Placed;
}

/** Two steps with less in common are two steps, not one that changed. */
const leastLikeness = 0.5;
/** Texts compared in one place; with more it would take too long, and nobody reads such a change step by step. */
const mostComparisons = 2500;

/** How one list of steps becomes another, in the order of the new one; what went stands where it was. */
export function stepChanges(
  before: readonly ResolvedStep[],
  after: readonly ResolvedStep[],
): readonly StepChange[] {
  const [old, now] = [placed(before), placed(after)];
  const gaps = align(
    old.map((p) => p.content),
    now.map((p) => p.content),
  ).flatMap((s) => (s.kind === 'gap' ? [{ old: old.slice(...s.before), now: now.slice(...s.after) }] : []));
  const moved = pairsBy(
    gaps.flatMap((g) => g.old),
    gaps.flatMap((g) => g.now),
    (p) => p.content,
  );
  const isMoved = new Set(moved.flatMap((m) => [m.before, m.after]));
  const byNew = new Map(moved.map((m) => [m.after, m]));
  return gaps.flatMap((gap) => {
    const changed = changedPairs(
      gap.old.filter((p) => !isMoved.has(p)),
      gap.now.filter((p) => !isMoved.has(p)),
    );
    const isChanged = new Set(changed.flatMap((c) => [c.before, c.after]));
    const changedByNew = new Map(changed.map((c) => [c.after, c]));
    const gone = gap.old.filter((p) => !isMoved.has(p) && !isChanged.has(p));
    return [
      ...gone.map((p): StepChange => ({ kind: 'removed', from: p.at, step: textOf(p.step) })),
      ...gap.now.map((p) => changeOf(p, byNew.get(p), changedByNew.get(p))),
    ];
  });
}

function placed(steps: readonly ResolvedStep[]): readonly Placed[] {
  return steps.map((step, i) => ({ step, at: i + 1, content: stepContent(step) }));
}

function changeOf(p: Placed, moved: Pair | undefined, changed: Pair | undefined): StepChange {
  const step = textOf(p.step);
  if (moved !== undefined) return { kind: 'moved', from: moved.before.at, to: p.at, step };
  if (changed === undefined) return { kind: 'added', to: p.at, step };
  const { settings, command } = contentChanges(changed.before.step, p.step);
  return { kind: 'changed', from: changed.before.at, to: p.at, step, settings, command };
}

function textOf(step: ResolvedStep): StepText {
  return { name: step.name, type: step.kind, command: step.kind === 'run' ? step.command : null };
}

/** Steps that are taken for the same one: by name, else by what they do, else as the only ones of their kind here. */
function changedPairs(old: readonly Placed[], now: readonly Placed[]): readonly Pair[] {
  const byName = pairsBy(old, now, ({ step }) => `${step.kind} ${step.name}`);
  const [oldLeft, nowLeft] = without(byName, old, now);
  const alike = oldLeft.length * nowLeft.length > mostComparisons ? [] : alikePairs(oldLeft, nowLeft);
  const [oldRest, nowRest] = without(alike, oldLeft, nowLeft);
  const isOnly = onlyOfKind([old, now]);
  const rest = pairsBy(oldRest, nowRest, ({ step }) => (isOnly(step.kind) ? step.kind : undefined));
  return [...byName, ...alike, ...rest];
}

/** Each old step has at most one pair, each new one as well. */
function pairsBy(
  old: readonly Placed[],
  now: readonly Placed[],
  keyOf: (p: Placed) => string | undefined,
): readonly Pair[] {
  const free = Map.groupBy(old, keyOf);
  free.delete(undefined);
  return now.flatMap((after) => {
    const before = free.get(keyOf(after))?.shift();
    return before === undefined ? [] : [{ before, after }];
  });
}

function alikePairs(old: readonly Placed[], now: readonly Placed[]): readonly Pair[] {
  const free = new Set(old);
  return now.flatMap((after) => {
    const before = [...free].find(({ step }) => isAlike(step, after.step));
    if (before === undefined) return [];
    free.delete(before);
    return [{ before, after }];
  });
}

function without(pairs: readonly Pair[], old: readonly Placed[], now: readonly Placed[]) {
  const taken = new Set(pairs.flatMap((p) => [p.before, p.after]));
  const isLeft = (p: Placed): boolean => !taken.has(p);
  return [old.filter(isLeft), now.filter(isLeft)] as const;
}

function onlyOfKind(lists: readonly (readonly Placed[])[]): (kind: string) => boolean {
  const counts = lists.map((list) => Map.groupBy(list, (p) => p.step.kind as string));
  return (kind) => counts.every((c) => c.get(kind)?.length === 1);
}

function isAlike(before: ResolvedStep, after: ResolvedStep): boolean {
  if (before.kind !== 'run' || after.kind !== 'run') return false;
  return likeness(before.command, after.command) >= leastLikeness;
}

function contentChanges(before: ResolvedStep, after: ResolvedStep) {
  const [old, now] = [settingsOf(before), settingsOf(after)];
  const keys = new Set([...Object.keys(old), ...Object.keys(now)]);
  const isNamedByCommand = [before, after].every((s) => s.kind === 'run' && s.name === firstLine(s.command));
  const settings: readonly SettingChange[] = [
    ...(isNamedByCommand ? [] : valueChange('name', before.name, after.name)),
    ...[...keys].flatMap((key) => valueChange(key, old[key], now[key])),
    ...(before.kind === 'run' && after.kind === 'run'
      ? environmentChanges(before.environment, after.environment)
      : []),
  ];
  const command =
    before.kind === 'run' && after.kind === 'run' ? lineChanges(before.command, after.command) : [];
  return { settings, command };
}

/** STP-04: so a run step without a name goes by its command. */
function firstLine(command: string): string | undefined {
  return command
    .split('\n')
    .map((l) => l.trim())
    .find((l) => l !== '');
}

type Settings = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Everything but names, commands and environments, by CircleCI's keys. */
function settingsOf(step: ResolvedStep): Settings {
  const { origin: _, name: __, kind: ___, ...rest } = step;
  return Object.fromEntries(
    Object.entries(rest).flatMap(([key, value]) => {
      if (key === 'command' || key === 'environment') return [];
      if (key.endsWith('Ms')) return [[snakeCase(key.slice(0, -2)), durationText(Number(value))]];
      return [[snakeCase(key), value as Settings[string]]];
    }),
  );
}

/** Exact, as a config would have it. */
function durationText(ms: number): string {
  return ms > 0 && ms % 60_000 === 0 ? `${ms / 60_000}m` : `${ms / 1000}s`;
}

function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
