import { describe, expect, it } from 'vitest';
import { findings } from '../source/diagnostic.ts';
import { fileId } from '../source/span.ts';
import type { Entry } from '../tree/node.ts';
import { printYaml } from '../tree/print-yaml.ts';
import { readYaml } from '../tree/read-yaml.ts';
import { mergeExecutor, spansOf } from './merge-executor.ts';

function entries(flow: string): readonly Entry[] {
  const root = readYaml({ id: fileId('c.yml'), text: flow }, findings().report);
  if (root?.kind !== 'map') throw new Error('no map');
  return root.entries;
}

const span = { file: fileId('c.yml'), start: 0, end: 0 };

/** Printed on one line: `docker: […]; shell: sh`. */
function merged(executor: string, job: string): readonly string[] {
  const node = mergeExecutor(entries(executor), entries(job), span);
  return node.entries.map((e) => `${e.key}: ${printYaml(e.value).trim().replaceAll(/\n\s*/g, ' ')}`);
}

describe('a job with an executor', () => {
  it('has the keys of the executor first, each with the value of the job if that has it (GT2-J1)', () => {
    expect(merged('{shell: sh, working_directory: /e}', '{parallelism: 2, working_directory: /j}')).toEqual([
      'shell: sh',
      'working_directory: /j',
      'parallelism: 2',
    ]);
  });

  it('has the environment where the job has it, else last, one name once (GT-J2, GT2-E1)', () => {
    const executor = '{environment: [{A: 1}, "B=2=3"], shell: sh}';
    expect(merged(executor, '{steps: []}')).toEqual([
      'shell: sh',
      'steps: []',
      'environment: - A: 1 - B: 2=3',
    ]);
    expect(merged(executor, '{environment: {B: job, C: 4}, steps: []}')).toEqual([
      'shell: sh',
      'environment: - A: 1 - B: job - C: 4',
      'steps: []',
    ]);
  });

  it('takes resource_class and shell out of machine, but not over its own (GT-J3)', () => {
    const machine = '{machine: {image: u, resource_class: large, shell: sh}, shell: bash}';
    expect(merged(machine, '{}')).toEqual(['machine: image: u', 'resource_class: large', 'shell: bash']);
    expect(merged(machine, '{resource_class: small}')).toEqual([
      'machine: image: u',
      'resource_class: small',
      'shell: bash',
    ]);
  });

  it('keeps of each key and variable whose it is', () => {
    const executor = entries('{machine: {image: u, shell: sh}, environment: {A: 1, B: 1}}');
    const node = mergeExecutor(executor, entries('{environment: {B: 2}, parallelism: 2}'), span);
    const theirs = spansOf(executor);
    expect(node.entries.map((e) => [e.key, theirs.has(e.keySpan)])).toEqual([
      ['machine', true],
      ['shell', true],
      ['environment', false],
      ['parallelism', false],
    ]);
    const environment = node.entries.find((e) => e.key === 'environment')?.value;
    const items = environment?.kind === 'list' ? environment.items : [];
    const variables = items.flatMap((i) => (i.kind === 'map' ? i.entries : []));
    expect(variables.map((e) => [e.key, theirs.has(e.keySpan)])).toEqual([
      ['A', true],
      ['B', false],
    ]);
  });
});
