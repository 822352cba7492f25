import { afterEach, beforeEach, expect, it } from 'vitest';
import { baseOrb, configWith, type OrbProject, startOrbProject } from './testing/orb-project.ts';

/* Configs with orbs that only the catalogue has. */

let project: OrbProject;
beforeEach(async () => {
  project = await startOrbProject({ 'circleci/docker@2.6.0': baseOrb });
});
afterEach(() => project.close());

const process = (reference: string, step: string, ...more: readonly string[]) => {
  project.write('.circleci/config.yml', configWith(reference, step));
  return project.orrery(['config', 'process', ...more]);
};
const note = 'note: from the catalogue built into Orrery: circleci/aws-cli@0.1.13, circleci/aws-s3@1.0.11.\n';
const copy = 'kit/copy: {from: a, to: b}';

it('takes them offline, says so in one note, and locks nothing', async () => {
  const answer = await process('circleci/aws-s3@1', copy, '--offline');
  expect(answer.code).toBe(0);
  expect(answer.stderr()).toBe(note);
  expect(answer.stdout()).toContain("# Orb 'circleci/aws-s3@1' resolved to 'circleci/aws-s3@1.0.11'\n");
  expect(answer.stdout()).toContain('command: aws s3 cp a b\n');
  expect(project.has('.orrery/orbs.lock')).toBe(false);
});

it('takes them when the registry cannot be reached', async () => {
  await project.server.close();
  const answer = await process('circleci/aws-s3@1.0', copy);
  expect([answer.code, answer.stderr()]).toEqual([0, note]);
});

it('takes the published orb where there is one', async () => {
  const answer = await process('circleci/docker@2.6.0', 'kit/done');
  expect([answer.code, answer.stderr()]).toEqual([0, '']);
  expect(answer.stdout()).toContain('echo done');
});

it('names the versions there are', async () => {
  const answer = await process('circleci/aws-ecr@6.2.0', 'kit/ecr-login', '--offline');
  expect(answer.code).toBe(7);
  expect(answer.stderr()).toContain('config.yml:3:8  error  orb/not-found');
  expect(answer.stderr()).toContain('At hand: 3.1.0, 6.1.0, 9.3.7.');
});

it('shows them, and copies none of them into the repository', async () => {
  const shown = await project.orrery(['orb', 'info', 'circleci/aws-s3@1.0.11', '--offline']);
  expect(shown.code).toBe(0);
  expect(shown.stdout()).toContain('from: string, required');
  const vendored = await project.orrery(['orb', 'vendor', 'circleci/aws-s3@1.0.11', '--offline']);
  expect(vendored.code).toBe(7);
  expect(project.has('.circleci/orbs')).toBe(false);
});
