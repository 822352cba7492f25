import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { compile, type PlainValue } from '../language/index.ts';
import type { PipelinePlan, Requirement } from './plan.ts';
import { planPipeline } from './plan-pipeline.ts';
import type { Trigger } from './trigger.ts';
import { triggerValues } from './trigger-values.ts';

/** First part of a golden file, in JSON; the config and the plan follow, parted by `---`. */
interface Given {
  readonly trigger: Trigger;
  readonly values?: Readonly<Record<string, PlainValue>>;
  readonly parameters?: Readonly<Record<string, PlainValue>>;
}

const folder = resolve(import.meta.dirname, '../../testdata/plans');
const files = readdirSync(folder).filter((f) => f.endsWith('.yml'));

/** `UPDATE=1` writes what is answered. */
it.each(files)('%s', async (name) => {
  const path = join(folder, name);
  const [given = '{}', config = '', expected] = readFileSync(path, 'utf8').split('\n---\n');
  const { trigger, values = {}, parameters = {} } = JSON.parse(given) as Given;
  const inputs = { path: name, parameters, values: triggerValues(trigger, values) };
  const noOrbs = { fetch: () => Promise.resolve(undefined) };
  const { value, diagnostics } = await compile(config, { ...inputs, orbs: noOrbs });
  expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  if (value === undefined) throw new Error('no config');
  const answer = print(planPipeline(value.config, trigger, values));
  if (process.env.UPDATE === '1') writeFileSync(path, [given, config, answer].join('\n---\n'));
  expect(answer).toBe(process.env.UPDATE === '1' ? answer : expected);
});

function print(plan: PipelinePlan): string {
  const requirement = ({ job, statuses }: Requirement): string =>
    statuses.join() === 'success' ? job : `${job}: ${statuses.join('|')}`;
  const lines: string[] = [];
  for (const { name, jobs } of plan.workflows) {
    lines.push(`${name}:`);
    for (const j of jobs) {
      const type = j.type === 'build' ? '' : ` (${j.type})`;
      const needs = j.requires.length === 0 ? '' : ` <- ${j.requires.map(requirement).join(', ')}`;
      lines.push(`  ${j.key}${type}${needs}`);
    }
  }
  for (const { workflow, job, reason } of plan.leftOut)
    lines.push(`not ${job === undefined ? workflow : `${workflow}/${job}`}: ${reason}`);
  return `${lines.join('\n')}\n`;
}
