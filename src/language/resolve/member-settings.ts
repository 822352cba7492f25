import { partOf } from './part-of.ts';
import { checkShape } from '../config/check-shape.ts';
import { readSteps } from '../config/read-steps.ts';
import { jobSettings } from '../config/workflow-job-shapes.ts';
import { evaluateExpression } from '../expr/evaluate.ts';
import { compileRegex, invalidRegexMessage } from '../expr/regex.ts';
import { findEntry, type MapNode, type Node } from '../tree/node.ts';
import type { Context, Frame } from './context.ts';
import { reporterIn, reportIn, stepCheckIn } from './report-in.ts';
import type { Requirement } from './members.ts';
import type { StepsAround } from './resolve-job.ts';

import { renderNode } from './render.ts';
import { textOf } from './rendered-values.ts';

/** The keys that every entry of a workflow may have, rendered for one member. */
export interface MemberSettings {
  readonly name: string | undefined;
  readonly requires: readonly Requirement[];
  readonly filters: Node | undefined;
  readonly context: Node | undefined;
  readonly serialGroup: string | undefined;
}

export function resolveSettings(
  settings: MapNode | undefined,
  frame: Frame,
  context: Context,
): MemberSettings {
  const at = (key: string): Node | undefined => settingAt(settings, key, frame, context);
  const filters = at('filters');
  if (filters !== undefined) checkFilters(filters, frame, context);
  const group = at('serial-group');
  const name = at('name');
  return {
    name: name === undefined ? undefined : memberName(name, frame, context),
    requires: requirementsOf(at('requires')),
    filters,
    context: at('context'),
    serialGroup: group === undefined ? undefined : serialGroupOf(group, frame, context),
  };
}

/** One setting, rendered and checked again. Undefined when it is not there, empty, or wrong. */
export function settingAt(
  settings: MapNode | undefined,
  key: string,
  frame: Frame,
  context: Context,
): Node | undefined {
  const written = settings && findEntry(settings, key)?.value;
  if (written === undefined || (written.kind === 'scalar' && written.value === null)) return undefined;
  const rendered = renderNode(written, frame, context);
  const shape = jobSettings[key]?.shape;
  if (rendered === undefined || shape === undefined) return undefined;
  const check = { report: reporterIn(context, frame), isTemplated: false };
  return checkShape(rendered, shape, `"${key}"`, check) ? rendered : undefined;
}

/** `pre-steps` or `post-steps`, to be expanded in the workflow's scope (STP-12). */
export function stepsSetting(
  settings: MapNode | undefined,
  key: string,
  frame: Frame,
  context: Context,
): StepsAround {
  const entry = settings && findEntry(settings, key);
  if (entry === undefined) return { steps: [], span: undefined };
  const steps = readSteps(entry.value, `"${key}"`, 'argument', stepCheckIn(context, frame));
  return { steps, span: entry.keySpan };
}

function memberName(node: Node, frame: Frame, context: Context): string | undefined {
  const name = textOf(node) ?? '';
  if (name.trim() !== '') return name;
  reportIn(context, frame, 'config/wrong-value', node.span, '"name" must not be empty.');
  return undefined;
}

function requirementsOf(node: Node | undefined): readonly Requirement[] {
  if (node?.kind !== 'list') return [];
  return node.items.flatMap((item): readonly Requirement[] => {
    if (item.kind === 'map')
      return item.entries.map((e) => ({ name: e.key, statuses: e.value, span: e.keySpan }));
    const name = textOf(item);
    return name === undefined || name === '' ? [] : [{ name, statuses: undefined, span: item.span }];
  });
}

/** WFL-65. */
function serialGroupOf(node: Node, frame: Frame, context: Context): string | undefined {
  const group = textOf(node) ?? '';
  const trouble =
    group.trim() === ''
      ? 'is blank'
      : group.length > 512
        ? `has ${group.length} characters, at most 512 are allowed`
        : /^[A-Za-z0-9._/-]+$/.test(group)
          ? undefined
          : `"${group}" has characters other than letters, digits and . - _ /`;
  if (trouble === undefined) return group;
  reportIn(context, frame, 'workflow/serial-group', node.span, `The serial-group ${trouble}.`);
  return undefined;
}

/** Patterns and expressions that can't be read are told now, not when a branch first meets them (WFL-52). */
function checkFilters(node: Node, frame: Frame, context: Context): void {
  if (node.kind === 'scalar') {
    checkFilterExpression(node, frame, context);
    return;
  }
  if (node.kind === 'list') {
    for (const item of node.items) checkRef(item, frame, context);
    return;
  }
  for (const { value } of node.entries)
    if (value.kind === 'scalar') checkRef(value, frame, context);
    else checkFilters(value, frame, context);
}

function checkRef(node: Node, frame: Frame, context: Context): void {
  const pattern = /^\/(.*)\/$/s.exec(textOf(node) ?? '')?.[1];
  const outcome = pattern === undefined ? undefined : compileRegex(pattern);
  if (outcome?.kind === 'error')
    reportIn(
      context,
      frame,
      'expression/invalid',
      node.span,
      invalidRegexMessage(pattern ?? '', outcome.message),
    );
}

function checkFilterExpression(node: Node & { kind: 'scalar' }, frame: Frame, context: Context): void {
  if (typeof node.value !== 'string') return;
  const outcome = evaluateExpression(node.value, frame.scope);
  if (outcome.kind !== 'error') return;
  const span = partOf(node, outcome.offset, outcome.length, context);
  reportIn(
    context,
    frame,
    'expression/invalid',
    span,
    `The filter "${node.value}" can't be evaluated: ${outcome.message}`,
  );
}
