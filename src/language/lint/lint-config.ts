import type { Parameters, StepAst, WorkflowJobAst } from '../config/ast.ts';
import { environmentNodes } from '../resolve/rendered-values.ts';
import type { Report } from '../source/diagnostic.ts';
import { findEntry, type MapNode, type Node } from '../tree/node.ts';
import type { CompiledFacts, ConfigFacts } from './facts.ts';
import type { ConditionSite, Rule } from './rule.ts';

/**
 * Takes all rules through the config in one pass, and through what it compiled to if it did. Hints wait until it does.
 */
export function lintConfig(
  facts: ConfigFacts,
  compiled: CompiledFacts | undefined,
  rules: readonly Rule[],
  report: Report,
): void {
  const { text } = facts.source;
  const asked = rules.filter(
    ({ severity, words }) =>
      (compiled !== undefined || severity !== 'hint') &&
      (words === undefined || words.some((word) => text.includes(word))),
  );
  const bound = asked.map((rule) => ({ rule, tell: reportOf(rule, facts, report) }));
  for (const { rule, tell } of bound) rule.config?.(facts, tell);
  const visit = { facts, on: listenersOf(bound) };
  visitWorkflows(visit);
  visitDefinitions(visit);
  if (compiled !== undefined) for (const { rule, tell } of bound) rule.compiled?.(compiled, tell);
}

function reportOf(rule: Rule, facts: ConfigFacts, report: Report): Report {
  return (code, span, message, extras) => {
    if (span.file === facts.source.id)
      report(code, span, message, { severity: rule.severity ?? 'warning', ...extras });
  };
}

interface Bound {
  readonly rule: Rule;
  readonly tell: Report;
}

type Callback = 'workflow' | 'entry' | 'job' | 'place' | 'step' | 'condition' | 'variable';
type Listener<K extends Callback> = readonly [NonNullable<Rule[K]>, Report];
type Listeners = { readonly [K in Callback]: readonly Listener<K>[] };

/** Who wants to see what: most rules look at few kinds of places. */
function listenersOf(bound: readonly Bound[]): Listeners {
  const of = <K extends Callback>(key: K): readonly Listener<K>[] =>
    bound.flatMap(({ rule, tell }): readonly Listener<K>[] => {
      const callback = rule[key];
      return callback ? [[callback, tell]] : [];
    });
  return {
    workflow: of('workflow'),
    entry: of('entry'),
    job: of('job'),
    place: of('place'),
    step: of('step'),
    condition: of('condition'),
    variable: of('variable'),
  };
}

interface Visit {
  readonly facts: ConfigFacts;
  readonly on: Listeners;
}

const noParameters: Parameters = new Map();

function visitWorkflows(visit: Visit): void {
  const { facts, on } = visit;
  for (const workflow of facts.config.workflows) {
    for (const [see, tell] of on.workflow) see(workflow, tell, facts);
    const what = `the workflow "${workflow.name}"`;
    for (const condition of [workflow.when, workflow.unless])
      if (condition !== undefined)
        visitCondition({ condition, what, place: 'workflow', parameters: noParameters }, visit);
    for (const entry of workflow.jobs) visitEntry(entry, visit);
  }
  for (const group of facts.config.jobGroups.values())
    for (const entry of group.jobs) visitEntry(entry, visit);
}

function visitEntry(entry: WorkflowJobAst, visit: Visit): void {
  for (const [see, tell] of visit.on.entry) see(entry, tell, visit.facts);
  const filters = entry.settings && findEntry(entry.settings, 'filters')?.value;
  if (filters?.kind !== 'scalar') return;
  const what = `the filter of "${entry.key}"`;
  visitCondition({ condition: filters, what, place: 'filter', parameters: noParameters }, visit);
}

function visitCondition(site: ConditionSite, { facts, on }: Visit): void {
  for (const [see, tell] of on.condition) see(site, tell, facts);
}

function visitDefinitions(visit: Visit): void {
  const { facts, on } = visit;
  const { commands, executors, jobs } = facts.config.definitions;
  for (const name of jobs.names) {
    const job = jobs.find(name);
    if (job?.kind !== 'job') continue;
    for (const [see, tell] of on.job) see(job, tell, facts);
    visitPlace(job.body, `the job "${name}"`, visit);
    visitSteps(job.steps ?? [], job.parameters, visit);
  }
  for (const name of commands.names) {
    const command = commands.find(name);
    if (command?.kind === 'command') visitSteps(command.steps, command.parameters, visit);
  }
  for (const name of executors.names) {
    const executor = executors.find(name);
    if (executor !== undefined) visitPlace(executor.body, `the executor "${name}"`, visit);
  }
}

function visitPlace(body: MapNode, what: string, visit: Visit): void {
  for (const [see, tell] of visit.on.place) see(body, what, tell);
  visitVariables(body, visit);
  const images = findEntry(body, 'docker')?.value;
  for (const image of images?.kind === 'list' ? images.items : [])
    if (image.kind === 'map') visitVariables(image, visit);
}

function visitVariables(map: MapNode, { on }: Visit): void {
  const environment: Node | undefined = findEntry(map, 'environment')?.value;
  if (environment === undefined) return;
  for (const entry of environmentNodes(environment)) for (const [see, tell] of on.variable) see(entry, tell);
}

function visitSteps(steps: readonly StepAst[], parameters: Parameters, visit: Visit): void {
  for (const step of steps) {
    for (const [see, tell] of visit.on.step) see(step, tell, visit.facts);
    if (step.kind === 'step' && step.args?.kind === 'map') visitVariables(step.args, visit);
    if (step.kind !== 'when' && step.kind !== 'unless') continue;
    const what = `a${step.kind === 'unless' ? 'n' : ''} ${step.kind} step`;
    visitCondition({ condition: step.condition, what, place: 'step', parameters }, visit);
    visitSteps(step.steps, parameters, visit);
  }
}
