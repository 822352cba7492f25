import { expect, it } from 'vitest';
import type { ConfigAst } from '../config/ast.ts';
import { readConfig } from '../config/read-config.ts';
import { findings } from '../source/diagnostic.ts';
import { fileId } from '../source/span.ts';
import type { MapNode } from '../tree/node.ts';
import { readYaml } from '../tree/read-yaml.ts';
import { configFacts } from './facts.ts';
import { lintConfig } from './lint-config.ts';
import type { Rule } from './rule.ts';

const text = `version: 2.1
commands:
  greet: {steps: [run: hi]}
jobs:
  build:
    docker: [{image: a, environment: {A: 1}}]
    steps:
      - checkout
      - when: {condition: true, steps: [greet, run: {command: b, environment: {B: 1}}]}
workflows:
  main: {when: true, unless: false, jobs: [build: {filters: pipeline.git.tag}]}
`;

function factsOf(config: ConfigAst, tree: MapNode) {
  return configFacts({ config, tree, source: { id: fileId('c'), text }, orbs: new Map() });
}

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
    entry: ({ key }) => seen.push(`entry ${key}`),
    place: (_, what) => seen.push(`place of ${what}`),
    variable: ({ key }) => seen.push(`variable ${key}`),
    config: () => seen.push('config'),
    compiled: () => seen.push('never called'),
    step: (step) => seen.push(step.kind === 'step' ? `step ${step.key}` : step.kind),
    condition: ({ condition, what }, tell) => {
      seen.push(what);
      tell('condition/always-true', condition.span, what);
    },
  };
  if (config !== undefined && tree?.kind === 'map')
    lintConfig(factsOf(config, tree), undefined, [rule], report);
  expect(seen).toEqual([
    'config',
    'workflow main',
    'the workflow "main"',
    'the workflow "main"',
    'entry build',
    'the filter of "build"',
    'job build',
    'place of the job "build"',
    'variable A',
    'step checkout',
    'when',
    'a when step',
    'step greet',
    'step run',
    'variable B',
    'step run',
  ]);
  expect(all.map((d) => d.severity)).toEqual(['warning', 'warning', 'warning', 'warning']);
});

it('drops what a rule tells of another file than the config', () => {
  const { report, all } = findings();
  const tree = readYaml({ id: fileId('c'), text }, report);
  const config = tree && readConfig(tree, report);
  const at = (file: string) => ({ file: fileId(file), start: 0, end: 1 });
  const rule: Rule = {
    code: 'unused/job',
    explanation: '',
    config(_, tell) {
      tell('unused/job', at('orb:a/b@1.0.0'), 'theirs');
      tell('unused/job', at('c'), 'ours');
    },
  };
  if (config !== undefined && tree?.kind === 'map')
    lintConfig(factsOf(config, tree), undefined, [rule], report);
  expect(all.map((d) => [d.severity, d.message])).toEqual([['warning', 'ours']]);
});

it('keeps hints back as long as the config does not compile', () => {
  const { report, all } = findings();
  const tree = readYaml({ id: fileId('c'), text }, report);
  const config = tree && readConfig(tree, report);
  if (config === undefined || tree?.kind !== 'map') throw new Error('the config can be read');
  const rule: Rule = {
    code: 'unused/job',
    severity: 'hint',
    explanation: '',
    config: (_, tell) => tell('unused/job', tree.span, 'a hint'),
  };
  const facts = factsOf(config, tree);
  lintConfig(facts, undefined, [rule], report);
  expect(all).toEqual([]);
  lintConfig(facts, { ...facts, jobs: [], steps: () => [], workflows: [], isWhole: true }, [rule], report);
  expect(all.map((d) => d.severity)).toEqual(['hint']);
});
