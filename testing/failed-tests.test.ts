import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { hostMachine } from './host-project.ts';

const machine = hostMachine();
afterAll(async () => machine.remove());

/** Runs test files, of which those fail that a list outside names, and reports them with or without their files. */
const runner = (list: string, withFile: boolean): string => `#!/bin/sh
mkdir -p results
code=0
{
  echo '<testsuite name="s">'
  for file do
    echo "ran $file" >&2
    printf '<testcase name="%s"${withFile ? ' file="%s"' : ''}>' "$file"${withFile ? ' "$file"' : ''}
    if grep -qxF "$file" ${list}; then echo '<failure message="no"/>'; code=1; fi
    echo '</testcase>'
  done
  echo '</testsuite>'
} > results/junit.xml
exit $code
`;

const config = `version: 2.1
jobs:
  test:
    machine: true
    parallelism: 2
    steps:
      - checkout
      - run: circleci tests glob "t/*.sh" | circleci tests run --command="xargs sh ./runner.sh" --verbose
      - store_test_results: {path: results}
workflows:
  main: {jobs: [test]}
`;

function projectOf(name: string, withFile: boolean) {
  const list = join(machine.root, `${name}-failing`);
  const names = ['a', 'b', 'c', 'd', 'e'].map((one) => `t/${one}.sh`);
  const files = Object.fromEntries(names.map((one) => [one, '']));
  const project = machine.project(name, config, { ...files, 'runner.sh': runner(list, withFile) });
  const ran = (text: string) =>
    [...text.matchAll(/^\[test#\d\] +ran (\S+)$/gm)].map(([, one]) => one).toSorted();
  return {
    ...project,
    names,
    ran,
    fails: (...some: readonly string[]) => writeFileSync(list, `${some.join('\n')}\n`),
  };
}

it('reruns the tests that failed, split over the nodes, until none fails', async () => {
  const { orrery, names, ran, fails } = projectOf('shop', true);
  fails('t/b.sh', 't/c.sh', 't/e.sh');
  const first = await orrery('run', '--executor', 'host').ended();
  expect(first.code).toBe(1);
  expect(ran(first.printed)).toEqual(names);

  fails('t/c.sh');
  const second = await orrery('rerun', 'latest', '--failed-tests').ended();
  expect(second.code).toBe(1);
  expect(ran(second.printed)).toEqual(['t/b.sh', 't/c.sh', 't/e.sh']);
  expect(second.printed).toContain(
    'Rerunning failed tests: 3 of 5 tests failed in the last attempt, 3 of 5 names are run again.',
  );
  expect(second.printed).toMatch(/^\[test#1\] +ran t\/c\.sh$/m);

  fails();
  const third = await orrery('rerun', 'latest', '--failed-tests').ended();
  expect(third.code).toBe(0);
  expect(ran(third.printed)).toEqual(['t/c.sh']);
  expect(third.printed).toContain('There are fewer tests than nodes: none for node 1.');
  expect((await orrery('rerun', 'latest', '--failed-tests').ended()).code).toBe(2);
});

it('reruns all tests where the results do not say which failed, and from failed', async () => {
  const { orrery, names, ran, fails } = projectOf('bank', false);
  fails('t/b.sh');
  expect((await orrery('run', '--executor', 'host').ended()).code).toBe(1);
  const unknown = await orrery('rerun', 'latest', '--failed-tests').ended();
  expect(ran(unknown.printed)).toEqual(names);
  expect(unknown.printed).toContain('name neither file nor class');
  const failed = await orrery('rerun', 'latest', '--from-failed').ended();
  expect(ran(failed.printed)).toEqual(names);
  expect(failed.printed).not.toContain('neither file nor class');
});
