import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { storeContinuationFindings } from '../engine/continuation/continuation-findings.ts';
import { compile } from '../language/index.ts';
import { jobKey } from '../plan/plan.ts';
import { memoryBlobStore } from '../ports/blob-store-fake.ts';
import { emptyView } from '../run/read-view.ts';
import type { RunView } from '../run/view.ts';
import { continuationFindings, continuationJson } from './continuation-findings.ts';

const text = 'version: 2.1\nworkflows:\n  main:\n    jobs: [absent]\n';
const blobs = memoryBlobStore();
let root = '';
let view: RunView = emptyView('r');

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'orrery-findings-'));
  const orbs = { fetch: async () => undefined };
  const inputs = { path: 'continuation.yml', parameters: {}, values: {}, orbs, isContinuation: true };
  const findings = await storeContinuationFindings(blobs, 'r', await compile(text, inputs), (t) => t);
  view = { ...view, continuation: { job: jobKey('setup/decide'), before: 1, status: 'failed', findings } };
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('names a text that a job sent by its job', async () => {
  expect(await continuationFindings(view, blobs, root)).toBe(
    `continuation.yml:4:12  error  job/unknown
  There is no job "absent" in the config.

  3 |   main:
  4 |     jobs: [absent]
    |            ^^^^^^

`,
  );
});

it('names the file in .circleci that has this text', async () => {
  mkdirSync(join(root, '.circleci', 'more'), { recursive: true });
  writeFileSync(join(root, '.circleci', 'config.yml'), 'version: 2.1\n');
  writeFileSync(join(root, '.circleci', 'more', 'next.yml'), text);
  expect(await continuationFindings(view, blobs, root)).toMatch(/^\.circleci\/more\/next\.yml:4:12 /);
  expect(await continuationJson(view, blobs, root)).toMatchObject({
    job: 'setup/decide',
    status: 'failed',
    findings: [{ code: 'job/unknown', file: '.circleci/more/next.yml', line: 4, column: 12 }],
  });
});

it('has nothing to say of a run that was not continued', async () => {
  expect(await continuationFindings(emptyView('r'), blobs, root)).toBe('');
  expect(await continuationJson(emptyView('r'), blobs, root)).toBeNull();
});
