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
  const gaps = gapsOf(old, now);
  const moved = acrossGaps(gaps, (p) => p.content);
  const left = gaps.map((gap) => without(moved, gap));
  const inPlace = left.flatMap(changedPairs);
  const elsewhere = acrossGaps(
    left.map((gap) => without(inPlace, gap)),
    ({ step }) => `${step.kind} ${step.name}`,
  );
  const changes = new Map<Placed, StepChange>([
    ...moved.map((pair) => [pair.after, movedChange(pair)] as const),
    ...inPlace.map((pair) => [pair.after, contentChange(pair, false)] as const),
    ...elsewhere.map((pair) => [pair.after, contentChange(pair, true)] as const),
  ]);
  const kept = new Set([...moved, ...inPlace, ...elsewhere].map((p) => p.before));
  return gaps.flatMap((gap) => [
    ...gap.old.filter((p) => !kept.has(p)).map(({ at, step }) => removedChange(at, step)),
    ...gap.now.map((p) => changes.get(p) ?? { kind: 'added' as const, to: p.at, step: textOf(p.step) }),
  ]);
}

/** What differs between two stretches that are the same. */
interface Gap {
  readonly old: readonly Placed[];
  readonly now: readonly Placed[];
}

function gapsOf(old: readonly Placed[], now: readonly Placed[]): readonly Gap[] {
  const contents = (list: readonly Placed[]): readonly string[] => list.map((p) => p.content);
  return align(contents(old), contents(now)).flatMap((s) =>
    s.kind === 'gap' ? [{ old: old.slice(...s.before), now: now.slice(...s.after) }] : [],
  );
}

function acrossGaps(gaps: readonly Gap[], keyOf: (p: Placed) => string): readonly Pair[] {
  return pairsBy({ old: gaps.flatMap((g) => g.old), now: gaps.flatMap((g) => g.now) }, keyOf);
}

function placed(steps: readonly ResolvedStep[]): readonly Placed[] {
  return steps.map((step, i) => ({ step, at: i + 1, content: stepContent(step) }));
}

function removedChange(from: number, step: ResolvedStep): StepChange {
  return { kind: 'removed', from, step: textOf(step) };
}

function movedChange({ before, after }: Pair): StepChange {
  return { kind: 'moved', from: before.at, to: after.at, step: textOf(after.step) };
}

function contentChange({ before, after }: Pair, isMoved: boolean): StepChange {
  const { settings, command } = contentChanges(before.step, after.step);
  const step = textOf(after.step);
  return { kind: 'changed', from: before.at, to: after.at, isMoved, step, settings, command };
}

function textOf(step: ResolvedStep): StepText {
  return { name: step.name, type: step.kind, command: step.kind === 'run' ? step.command : null };
}

/** Steps that are taken for the same one: by name, else by what they do, else as the only ones of their kind here. */
function changedPairs(gap: Gap): readonly Pair[] {
  const byName = pairsBy(gap, ({ step }) => `${step.kind} ${step.name}`);
  const left = without(byName, gap);
  const alike = left.old.length * left.now.length > mostComparisons ? [] : alikePairs(left);
  const isOnly = onlyOfKind(gap);
  const rest = pairsBy(without(alike, left), ({ step }) => (isOnly(step.kind) ? step.kind : undefined));
  return [...byName, ...alike, ...rest];
}

/** Each old step has at most one pair, each new one as well. */
function pairsBy({ old, now }: Gap, keyOf: (p: Placed) => string | undefined): readonly Pair[] {
  const free = Map.groupBy(old, keyOf);
  free.delete(undefined);
  return now.flatMap((after) => {
    const before = free.get(keyOf(after))?.shift();
    return before === undefined ? [] : [{ before, after }];
  });
}

function alikePairs({ old, now }: Gap): readonly Pair[] {
  const free = new Set(old);
  return now.flatMap((after) => {
    const before = [...free].find(({ step }) => isAlike(step, after.step));
    if (before === undefined) return [];
    free.delete(before);
    return [{ before, after }];
  });
}

function without(pairs: readonly Pair[], { old, now }: Gap): Gap {
  const taken = new Set(pairs.flatMap((p) => [p.before, p.after]));
  const isLeft = (p: Placed): boolean => !taken.has(p);
  return { old: old.filter(isLeft), now: now.filter(isLeft) };
}

function onlyOfKind({ old, now }: Gap): (kind: string) => boolean {
  const counts = [old, now].map((list) => Map.groupBy(list, (p) => p.step.kind as string));
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
