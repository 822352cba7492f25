import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runChild } from '../child.ts';
import { makeProject } from '../orrery.ts';
import { type Ratio, alternate } from '../sampling.ts';

const wantedLines = 10_000;

/** A big config, read, resolved and printed by a whole process; beside a process that only parses the same file. */
export async function benchCompile(rounds: number): Promise<readonly Ratio[]> {
  const config = bigConfig();
  using project = makeProject(config);
  const yaml = createRequire(import.meta.url).resolve('yaml');
  const file = join(project.folder, '.circleci/config.yml');
  const parse = `const { parseDocument } = require(${JSON.stringify(yaml)}); parseDocument(require('node:fs').readFileSync(${JSON.stringify(file)}, 'utf8'))`;
  const [ours = 0, limit = 0] = await alternate(
    [
      async () => (await project.orrery('config', 'process')).wallMs,
      async () => (await runChild([process.execPath, '-e', parse])).wallMs,
    ],
    rounds,
  );
  return [
    {
      name: `compile ${config.split('\n').length.toLocaleString('en')} lines`,
      ours,
      limit,
      unit: 'ms',
      bar: 1.5,
      against: 'node and the parse alone',
    },
  ];
}

/** Jobs with their own steps, commands with parameters, and a workflow that lists them all. */
function bigConfig(): string {
  const jobs: string[] = [];
  const entries: string[] = [];
  for (let i = 0; jobs.length + entries.length < wantedLines - 40; i++) {
    jobs.push(
      `  job-${i}:`,
      '    parameters:',
      '      target: {type: string, default: all}',
      '    executor: {name: node, version: "24.21"}',
      '    environment:',
      `      NUMBER: "${i}"`,
      '    steps:',
      '      - checkout',
      '      - install: {folder: packages/<< parameters.target >>}',
      '      - run:',
      `          name: Build << parameters.target >> (${i})`,
      '          command: |',
      '            set -u',
      '            echo "Building << parameters.target >> on << pipeline.git.branch >>"',
      '            make build TARGET="<< parameters.target >>"',
    );
    entries.push(
      `      - job-${i}:`,
      `          target: part-${i}`,
      ...(i > 0 ? [`          requires: [job-${(i - 1) >> 1}]`] : []),
    );
  }
  return [
    'version: 2.1',
    'executors:',
    '  node:',
    '    parameters: {version: {type: string}}',
    '    docker: [{image: "cimg/node:<< parameters.version >>"}]',
    'commands:',
    '  install:',
    '    parameters: {folder: {type: string}}',
    '    steps:',
    '      - restore_cache: {keys: ["npm-<< parameters.folder >>-{{ checksum \\"package-lock.json\\" }}"]}',
    '      - run: {name: Install, working_directory: << parameters.folder >>, command: npm ci}',
    'jobs:',
    ...jobs,
    'workflows:',
    '  main:',
    '    jobs:',
    ...entries,
    '',
  ].join('\n');
}
