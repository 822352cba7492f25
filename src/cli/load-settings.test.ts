import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { noSettings } from '../settings/settings.ts';
import { loadSettings } from './load-settings.ts';
import { findProject } from './project.ts';
import { createStyle } from './style.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-settings-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('has none without a file, tells what is wrong in one, and refuses it', () => {
  let told = '';
  const terminal = () => ({ err: (text: string) => void (told += text), errStyle: createStyle(false) });
  const file = join(root, '.orrery', 'config.yml');
  mkdirSync(join(root, '.git'));
  const project = findProject(root);
  expect(loadSettings(project, terminal())).toEqual(noSettings);
  mkdirSync(join(root, '.orrery'));
  writeFileSync(file, 'orbs: {allow-dev: true}\n');
  expect(loadSettings(project, terminal()).orbs.allowDev).toBe(true);
  expect(told).toBe('');
  writeFileSync(file, 'orbs: {allow-dev: maybe}\n');
  expect(() => loadSettings(project, terminal())).toThrow('The settings in .orrery/config.yml have errors.');
  expect(told).toContain('.orrery/config.yml:1:19  error  config/wrong-type');
  told = '';
  writeFileSync(file, 'orbs: {allow-dev: true}\norbs: {allow-dev: false}\n');
  const one = terminal();
  for (const _ of ['orbs', 'checks']) expect(loadSettings(project, one).orbs.allowDev).toBe(false);
  expect(told.match(/config\/duplicate-key/g)).toHaveLength(1);
});
