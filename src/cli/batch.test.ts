import { expect, it } from 'vitest';
import { runBatch } from './batch.ts';

async function answers(...requests: readonly unknown[]): Promise<readonly unknown[]> {
  const lines: unknown[] = [];
  await runBatch(linesOf(requests), (line) => lines.push(JSON.parse(line)));
  return lines;
}

async function* linesOf(requests: readonly unknown[]): AsyncGenerator<string> {
  for (const request of requests) yield typeof request === 'string' ? request : JSON.stringify(request);
}

const config = `version: 2.1
orbs: {kit: acme/kit@1}
parameters: {word: {type: string, default: hi}}
jobs:
  build:
    docker: [{image: cimg/base:2024.01}]
    steps: [kit/say: {word: << pipeline.parameters.word >>}, run: echo << pipeline.git.branch >>]
  ship: {type: no-op}
workflows:
  main:
    jobs: [build, ship: {requires: [build: [success, failed]], filters: {branches: {only: main}}}]
`;
const kit = `version: 2.1
commands:
  say: {parameters: {word: {type: string}}, steps: [run: say << parameters.word >>]}
`;
const orbs = { 'acme/kit@1.9.0': '', 'acme/kit@1.10.0': kit };

it('processes a config with the orbs of the request', async () => {
  const [answer] = await answers({
    id: 'a',
    op: 'process',
    config,
    orbs,
    parameters: { word: 'you' },
    values: { 'git.branch': 'main' },
  });
  expect(answer).toEqual({
    id: 'a',
    valid: true,
    diagnostics: [],
    output: `# Orb 'acme/kit@1' resolved to 'acme/kit@1.10.0'
version: 2
jobs:
  build:
    docker:
    - image: cimg/base:2024.01
    steps:
    - run:
        command: say you
    - run:
        command: echo main
  ship:
    type: no-op
workflows:
  main:
    jobs:
    - build
    - ship:
        filters:
          branches:
            only: main
        requires:
        - build:
          - success
          - failed
  version: 2
`,
  });
});

it('answers findings with places of the named file', async () => {
  const [answer] = await answers({ id: 'a', op: 'process', config, path: 'ci.yml' });
  expect(answer).toMatchObject({
    id: 'a',
    valid: false,
    diagnostics: [{ code: 'orb/not-found', severity: 'error', file: 'ci.yml', line: 2, column: 13 }],
  });
});

it('plans for a trigger', async () => {
  const ask = (branch: string) => ({ id: branch, op: 'plan', config, orbs, trigger: { branch } });
  const build = { name: 'build', type: 'build', requires: [] };
  const ship = { name: 'ship', type: 'no-op', requires: [{ build: ['success', 'failed'] }] };
  expect(await answers(ask('main'), ask('topic'))).toEqual([
    { id: 'main', valid: true, workflows: [{ name: 'main', jobs: [build, ship] }] },
    { id: 'topic', valid: true, workflows: [{ name: 'main', jobs: [build] }] },
  ]);
});

it('evaluates expressions', async () => {
  const ask = (expression: string) => ({ id: expression, op: 'expr', expression, values: { a: 7, b: null } });
  expect(await answers(ask('a > 5 and a'), ask('b'), ask('c'))).toEqual([
    { id: 'a > 5 and a', value: 7 },
    { id: 'b', undefined: true },
    { id: 'c', error: 'UNKNOWN_VARIABLE' },
  ]);
});

it('goes on after lines that are no requests', async () => {
  expect(
    await answers('{', '', '{"id": "x", "op": "sing"}', { id: 'e', op: 'expr', expression: '1' }),
  ).toEqual([{ error: 'BAD_REQUEST' }, { error: 'BAD_REQUEST' }, { id: 'e', value: 1 }]);
});

it('takes orbs by URL', async () => {
  const url = 'https://example.org/kit.yml';
  const [answer] = await answers({
    id: 'u',
    op: 'process',
    config: config.replace('acme/kit@1', url),
    orbs: { [url]: kit },
  });
  expect(answer).toMatchObject({
    valid: true,
    output: expect.stringContaining(`# Orb '${url}' resolved to '${url}'\n`),
  });
});
