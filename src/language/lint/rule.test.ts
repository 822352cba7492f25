import { expect, it } from 'vitest';
import { readConfig } from '../config/read-config.ts';
import { findings } from '../source/diagnostic.ts';
import { fileId } from '../source/span.ts';
import { readYaml } from '../tree/read-yaml.ts';
import { lintConfig, type Rule } from './rule.ts';

const text = `version: 2.1
commands:
  greet: {steps: [run: hi]}
jobs:
  build:
    docker: [{image: a}]
    steps:
      - checkout
      - when: {condition: true, steps: [greet]}
workflows:
  main: {when: true, unless: false, jobs: [build]}
`;

it('takes a rule to every place it looks at, and warns', () => {
  const { report, all } = findings();
  const tree = readYaml({ id: fileId('c'), text }, report);
  const config = tree && readConfig(tree, report);
  const seen: string[] = [];
  const rule: Rule = {
    code: 'condition/always-true',
    explanation: '',
    workflow: (workflow) => seen.push(`workflow ${workflow.name}`),
    job: (job) => seen.push(`job ${job.name}`),
    step: (step) => seen.push(step.kind === 'step' ? `step ${step.key}` : step.kind),
    condition: ({ condition, what }, tell) => {
      seen.push(what);
      tell('condition/always-true', condition.span, what);
    },
  };
  if (config !== undefined) lintConfig(config, [rule], report);
  expect(seen).toEqual([
    'workflow main',
    'the workflow "main"',
    'the workflow "main"',
    'job build',
    'step checkout',
    'when',
    'a when step',
    'step greet',
    'step run',
  ]);
  expect(all.map((d) => d.severity)).toEqual(['warning', 'warning', 'warning']);
});
