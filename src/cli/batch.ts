import { invariant } from '../base/invariant.ts';
import {
  compile,
  type CompileOutcome,
  evaluateExpression,
  type ExprValue,
  type FetchedOrb,
  type PlainValue,
  pickVersion,
  printProcessed,
  recordScope,
} from '../language/index.ts';
import { renderJson } from '../language/source/render-json.ts';
import { hasErrors } from '../language/source/diagnostic.ts';
import type { PipelinePlan, Requirement, WorkflowPlan } from '../plan/plan.ts';
import { planPipeline } from '../plan/plan-pipeline.ts';
import { triggerValues } from '../plan/trigger-values.ts';
import type { Trigger } from '../plan/trigger.ts';
import type { OrbSource } from '../ports/orb-source.ts';

type Values = Readonly<Record<string, PlainValue>>;

/** One line of input. Only `id` and `op` are always there. */
interface BatchRequest {
  readonly id: string;
  readonly op: 'process' | 'plan' | 'expr';
  readonly config?: string;
  readonly path?: string;
  /** Sources by `namespace/name@version` or URL; there are no others. */
  readonly orbs?: Readonly<Record<string, string>>;
  readonly parameters?: Values;
  /** Pipeline values without `pipeline.`; for `expr` names as written, null for a known one without a value. */
  readonly values?: Readonly<Record<string, PlainValue | null>>;
  readonly trigger?: BatchTrigger;
  readonly expression?: string;
}

interface BatchTrigger {
  readonly branch?: string;
  readonly tag?: string;
  readonly event?: 'push' | 'api' | 'schedule';
  readonly schedule?: { readonly workflow: string };
}

/**
 * The batch protocol of `config process --batch`: a JSON request a line in, a JSON answer a line out, in order. A line
 * that is no request is answered with `{"error": "BAD_REQUEST"}`; the ones after it are still answered.
 */
export async function runBatch(lines: AsyncIterable<string>, write: (line: string) => void): Promise<void> {
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const request = readRequest(line);
    write(JSON.stringify(request === undefined ? { error: 'BAD_REQUEST' } : await answer(request)));
  }
}

function readRequest(line: string): BatchRequest | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || !('id' in parsed) || !('op' in parsed))
    return undefined;
  const isKnown = parsed.op === 'process' || parsed.op === 'plan' || parsed.op === 'expr';
  return isKnown ? (parsed as BatchRequest) : undefined;
}

async function answer(request: BatchRequest): Promise<object> {
  switch (request.op) {
    case 'process':
      return process(request);
    case 'plan':
      return plan(request);
    case 'expr':
      return { id: request.id, ...evaluate(request) };
  }
}

async function process(request: BatchRequest): Promise<object> {
  const outcome = await compileRequest(request, presentValues(request));
  const { value } = outcome;
  if (value === undefined) return refusal(request, outcome);
  const diagnostics = renderJson(outcome.diagnostics, outcome.files);
  return { id: request.id, valid: true, output: printProcessed(value), diagnostics };
}

async function plan(request: BatchRequest): Promise<object> {
  const trigger = triggerOf(request.trigger ?? {});
  const given = presentValues(request);
  const outcome = await compileRequest(request, triggerValues(trigger, given));
  const { value } = outcome;
  if (value === undefined) return refusal(request, outcome);
  const planned = planPipeline(value.config, trigger, given);
  return { id: request.id, valid: true, workflows: planned.workflows.map((w) => printWorkflow(w, planned)) };
}

function refusal(request: BatchRequest, outcome: CompileOutcome): object {
  invariant(hasErrors(outcome.diagnostics), 'a config without a result has an error');
  return { id: request.id, valid: false, diagnostics: renderJson(outcome.diagnostics, outcome.files) };
}

function compileRequest(request: BatchRequest, values: Values): Promise<CompileOutcome> {
  const { config = '', path = '.circleci/config.yml', parameters = {}, orbs = {} } = request;
  return compile(config, { path, parameters, values, orbs: orbsOf(orbs) });
}

function presentValues({ values = {} }: BatchRequest): Values {
  return Object.fromEntries(Object.entries(values).filter((e): e is [string, PlainValue] => e[1] !== null));
}

function orbsOf(sources: Readonly<Record<string, string>>): OrbSource {
  return {
    async fetch({ namespace, name, version }): Promise<FetchedOrb | undefined> {
      const prefix = `${namespace}/${name}@`;
      const versions = Object.keys(sources).flatMap((k) =>
        k.startsWith(prefix) ? [k.slice(prefix.length)] : [],
      );
      const picked = pickVersion(version, versions);
      const yaml = picked === undefined ? undefined : sources[prefix + picked];
      return picked === undefined || yaml === undefined ? undefined : { version: picked, yaml };
    },
    async fetchUrl(url) {
      const yaml = sources[url];
      if (yaml !== undefined) return { kind: 'orb', yaml };
      const message = `There is no orb at ${url}.`;
      return { kind: 'not-found', message, hint: 'The request gives the sources of all orbs.' };
    },
  };
}

function triggerOf({ branch, tag, event, schedule }: BatchTrigger): Trigger {
  return {
    kind: event ?? 'push',
    ...(tag === undefined ? { branch: branch ?? '' } : { tag }),
    ...(schedule !== undefined && { schedule }),
  };
}

function printWorkflow(workflow: WorkflowPlan, planned: PipelinePlan): object {
  const names = new Map(planned.workflows.flatMap((w) => w.jobs.map((j) => [j.key, j.name] as const)));
  const requirement = ({ job, statuses }: Requirement): unknown => {
    const name = names.get(job) ?? job;
    const isPlain = statuses.length === 1 && statuses[0] === 'success';
    return isPlain ? name : { [name]: statuses };
  };
  return {
    name: workflow.name,
    jobs: workflow.jobs.map((j) => ({ name: j.name, type: j.type, requires: j.requires.map(requirement) })),
  };
}

function evaluate({ expression = '', values = {} }: BatchRequest): object {
  const outcome = evaluateExpression(expression, recordScope(values));
  switch (outcome.kind) {
    case 'value':
      return { value: jsonValue(outcome.value) };
    case 'undefined':
      return { undefined: true };
    case 'error':
      return { error: outcome.code };
  }
}

function jsonValue(value: ExprValue): PlainValue {
  if (typeof value === 'object') return value.key;
  return typeof value === 'bigint' ? Number(value) : value;
}
