import { describe, expect, it } from 'vitest';
import { fakeFacts } from '../ports/source-tree-fake.ts';
import { type BuiltInFacts, builtInVariables } from './built-in-variables.ts';
import { describeEnvironment, jobEnvironment } from './environment.ts';

const facts: BuiltInFacts = {
  runId: '00000000-0000-4000-8000-000000000001',
  pipelineNumber: 12,
  trigger: { kind: 'push', branch: 'main' },
  source: fakeFacts,
  revision: fakeFacts.revision,
  workflow: 'main',
  workflowAttempt: 'main',
  jobKey: 'main/unit-tests',
  jobName: 'unit-tests',
  jobNumber: 7,
  nodeIndex: 1,
  nodeTotal: 3,
  workingDirectory: '~/project',
  continuationKey: undefined,
};

describe('built-in variables', () => {
  it('are those of section 14 that have a value', () => {
    const uuid = expect.stringMatching(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(builtInVariables(facts)).toEqual({
      CI: 'true',
      CIRCLECI: 'true',
      ORRERY: 'true',
      CIRCLE_BRANCH: 'main',
      CIRCLE_BUILD_NUM: '7',
      CIRCLE_PREVIOUS_BUILD_NUM: '6',
      CIRCLE_BUILD_URL: 'orrery://runs/12/jobs/7',
      CIRCLE_JOB: 'unit-tests',
      CIRCLE_NODE_INDEX: '1',
      CIRCLE_NODE_TOTAL: '3',
      CIRCLE_ORGANIZATION_ID: uuid,
      CIRCLE_PROJECT_ID: uuid,
      CIRCLE_PIPELINE_ID: facts.runId,
      CIRCLE_WORKFLOW_ID: uuid,
      CIRCLE_WORKFLOW_JOB_ID: uuid,
      CIRCLE_WORKFLOW_WORKSPACE_ID: uuid,
      CIRCLE_PROJECT_REPONAME: 'shop',
      CIRCLE_PROJECT_USERNAME: 'acme',
      CIRCLE_REPOSITORY_URL: 'git@github.com:acme/shop.git',
      CIRCLE_SHA1: 'a'.repeat(40),
      CIRCLE_USERNAME: 'kim',
      CIRCLE_WORKING_DIRECTORY: '~/project',
    });
  });

  it('have no branch on a tag (ENV-08), and a continuation key only in the setup phase', () => {
    const tagged = builtInVariables({
      ...facts,
      trigger: { kind: 'push', tag: 'v1' },
      continuationKey: 'the-key',
    });
    expect(tagged).toMatchObject({ CIRCLE_TAG: 'v1', CIRCLE_CONTINUATION_KEY: expect.any(String) });
    expect(tagged).not.toHaveProperty('CIRCLE_BRANCH');
  });

  it('keep the workspace over reruns, and give the workflow a new id', () => {
    const first = builtInVariables(facts);
    const second = builtInVariables({ ...facts, workflowAttempt: 'main#2', jobKey: 'main#2/unit-tests' });
    expect(second['CIRCLE_WORKFLOW_WORKSPACE_ID']).toBe(first['CIRCLE_WORKFLOW_WORKSPACE_ID']);
    expect(second['CIRCLE_WORKFLOW_ID']).not.toBe(first['CIRCLE_WORKFLOW_ID']);
    expect(second['CIRCLE_WORKFLOW_JOB_ID']).not.toBe(first['CIRCLE_WORKFLOW_JOB_ID']);
  });

  it('are absent where git has no answer', () => {
    const source = { ...fakeFacts, remoteUrl: '', owner: '', name: '', revision: '' };
    const variables = builtInVariables({ ...facts, source, revision: '' });
    expect(variables).not.toHaveProperty('CIRCLE_SHA1');
    expect(variables).not.toHaveProperty('CIRCLE_REPOSITORY_URL');
    expect(variables).toHaveProperty('CIRCLE_PROJECT_ID');
  });
});

it('lays the layers over one another in the order of ENV-01', () => {
  const names = ['V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'V7'];
  const from = (count: number, value: string): [string, string][] =>
    names.slice(count).map((name) => [name, value]);
  const entries = (count: number, value: string) =>
    from(count, value).map(([name, text]) => ({ name, value: text }));
  expect(
    jobEnvironment({
      project: new Map(from(0, 'project')),
      contexts: [new Map(from(1, 'first')), new Map(from(2, 'second'))],
      options: Object.fromEntries(from(3, '-e')),
      builtIns: Object.fromEntries(from(4, 'built-in')),
      image: entries(5, 'image'),
      job: [...entries(6, 'executor'), ...entries(6, 'job')],
    }),
  ).toEqual({
    V1: 'project',
    V2: 'first',
    V3: 'second',
    V4: '-e',
    V5: 'built-in',
    V6: 'image',
    V7: 'job',
  });
});

it('describes an environment without the values of secrets', () => {
  expect(describeEnvironment({ B: '2', A: '1', TOKEN: 's3cr3t' }, new Set(['TOKEN']), '/tmp/env')).toBe(
    'Using build environment variables:\n  A=1\n  B=2\n  BASH_ENV=/tmp/env\n' +
      'Using environment variables from project settings and/or contexts:\n  TOKEN=**REDACTED**\n',
  );
});
