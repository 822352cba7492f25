import { expect, it } from 'vitest';
import { runArguments } from '../start.ts';
import { fakeTerminal } from '../testing/terminal-fake.ts';

const config = `version: 2.1
commands:
  greet: {steps: [run: echo hello]}
jobs:
  build: {docker: [{image: "cimg/base:stable"}], steps: [greet]}
workflows:
  main: {jobs: [build]}
`;

async function process(...args: readonly string[]) {
  const terminal = fakeTerminal({ input: config });
  const exit = await runArguments(['config', 'process', '-', ...args], terminal);
  return { exit, out: terminal.stdout() };
}

it('says above each step with --trace where it comes from', async () => {
  const { exit, out } = await process('--trace');
  expect(exit).toBe(0);
  expect(out).toContain(`
    # standard input:3:19 · run
    #   from the command "greet" (standard input:5:58)
    #   from the job "build" (standard input:7:17)
    - run:
`);
});

it('gives the same as data with --json, and only if it was asked for', async () => {
  const traced = JSON.parse((await process('--trace', '--json')).out) as Record<string, unknown>;
  expect(traced['trace']).toEqual([
    {
      job: 'build',
      step: 'echo hello',
      chain: [
        { what: 'run', file: 'standard input', line: 3, column: 19 },
        { what: 'the command "greet"', file: 'standard input', line: 5, column: 58 },
        { what: 'the job "build"', file: 'standard input', line: 7, column: 17 },
        { what: 'the workflow "main"', file: 'standard input', line: 7, column: 3 },
      ],
    },
  ]);
  const { trace: _, ...rest } = traced;
  expect(JSON.parse((await process('--json')).out)).toEqual(rest);
});
