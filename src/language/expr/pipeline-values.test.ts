import { expect, it } from 'vitest';
import { pipelineNames, pipelineScope, pipelineValues } from './pipeline-values.ts';

const scope = pipelineScope(
  {
    'git.branch': 'main',
    number: '7',
    'git.branch.is_default': 'true',
    'git.commit.subject': 5,
    made_up: 'x',
  },
  { deploy: true, count: 3, 'a.b': 'dotted' },
);

it.each<[string, unknown]>([
  ['pipeline.git.branch', 'main'],
  ['pipeline.number', 7n],
  ['pipeline.git.branch.is_default', true],
  ['pipeline.git.commit.subject', '5'],
  ['pipeline.made_up', 'x'],
  ['pipeline.git.tag', 'absent'],
  ['pipeline.trigger_source', 'webhook'], // PVL-07
  ['pipeline.id', '00000000-0000-0000-0000-000000000001'],
  ['pipeline.project.type', 'github'],
  ['pipeline.trigger_parameters.gitlab.branch', 'absent'],
  ['pipeline.git.brnch', 'unknown'],
  ['pipeline.toString', 'unknown'],
  ['pipeline.parameters.deploy', true],
  ['pipeline.parameters.count', 3n],
  ['pipeline.parameters.a.b', 'dotted'],
  ['pipeline.parameters.nobody', 'unknown'],
  ['pipeline.parameters.constructor', 'unknown'],
  ['parameters.deploy', 'unknown'],
  ['pipeline', 'unknown'],
])('%s is %s', (name, value) => {
  const found = scope(name);
  expect(found.kind === 'value' ? found.value : found.kind).toBe(value);
});

it('knows no pipeline parameters where none are given (TPL-18)', () => {
  expect(pipelineScope({})('pipeline.parameters.deploy').kind).toBe('unknown');
});

it('defaults the number to 1', () => {
  expect(pipelineScope({})('pipeline.number')).toEqual({ kind: 'value', value: 1n });
});

it('lists deprecations with their replacement', () => {
  expect(pipelineValues.get('schedule.name')).toEqual({
    type: 'string',
    deprecatedAt: '2027-01-01',
    replacedBy: 'trigger.name',
  });
  for (const { replacedBy } of pipelineValues.values())
    if (replacedBy !== undefined) expect(pipelineValues.has(replacedBy)).toBe(true);
});

it('knows what a mistyped name means', () => {
  expect(pipelineNames()).toContain('pipeline.git.branch');
});
