import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { compile } from '../language/index.ts';
import { firstConfig } from './first-config.ts';
import { detectLanguages } from './languages.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-init-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function folder(files: Readonly<Record<string, string>>): string {
  const made = mkdtempSync(join(root, 'project-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(made, path)), { recursive: true });
    writeFileSync(join(made, path), text);
  }
  return made;
}

it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  ['nothing known', { 'README.md': '' }, ['hello']],
  ['npm', { 'package.json': '{"scripts":{"test":"x"}}', 'package-lock.json': '{}' }, ['test-node']],
  ['a package.json that is none', { 'package.json': '{' }, ['test-node']],
  ['yarn', { 'package.json': '{"scripts":{"build":"x"}}', 'yarn.lock': '' }, ['test-node']],
  ['pnpm', { 'package.json': '{"scripts":{"test":"x"}}', 'pnpm-lock.yaml': '' }, ['test-node']],
  ['requirements', { 'requirements.txt': '' }, ['test-python']],
  ['pyproject', { 'pyproject.toml': '' }, ['test-python']],
  ['Go', { 'go.mod': '', 'go.sum': '' }, ['test-go']],
  ['Rust', { 'Cargo.toml': '', 'Cargo.lock': '' }, ['test-rust']],
  ['Maven', { 'pom.xml': '', mvnw: '' }, ['test-java']],
  ['Gradle', { 'build.gradle.kts': '' }, ['test-java']],
  ['Ruby', { Gemfile: '', 'Gemfile.lock': '', 'spec/x': '' }, ['test-ruby']],
  ['PHP', { 'composer.json': '{}' }, ['test-php']],
  ['.NET', { 'App.csproj': '' }, ['test-dotnet']],
  [
    'several',
    { 'package.json': '{}', 'go.mod': '', Dockerfile: '' },
    ['test-node', 'test-go', 'build-image'],
  ],
])('writes a config that compiles for %s', async (_, files, jobs) => {
  const text = firstConfig(detectLanguages(folder(files)));
  const outcome = await compile(text, {
    path: '.circleci/config.yml',
    parameters: {},
    values: {},
    orbs: { fetch: async () => undefined },
  });
  expect(outcome.diagnostics).toEqual([]);
  expect(outcome.value?.config.workflows[0]?.jobs.map((j) => j.name)).toEqual(jobs);
});
