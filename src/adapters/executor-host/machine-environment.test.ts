import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { machineEnvironment } from './machine-environment.ts';

const home = mkdtempSync(join(tmpdir(), 'orrery-home-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

it('passes what tells of the machine, and no secret', () => {
  const own = {
    PATH: '/opt/bin:/bin',
    LANG: 'C.UTF-8',
    LC_ALL: 'C',
    HTTP_PROXY: 'http://kim:hunter2@proxy:3128',
    https_proxy: 'http://proxy:3128',
    HOME: '/home/kim',
    CIRCLE_TOKEN: 'secret',
    GITHUB_TOKEN: 'secret',
    AWS_SECRET_ACCESS_KEY: 'secret',
    npm_config_registry: 'https://registry.example.org',
    BASH_ENV: '/home/kim/env',
    LD_PRELOAD: '/x.so',
  };
  expect(machineEnvironment(own, home)).toEqual({
    PATH: '/opt/bin:/bin',
    LANG: 'C.UTF-8',
    LC_ALL: 'C',
    https_proxy: 'http://proxy:3128',
  });
});

it('has a PATH in any case, and says where version managers are', () => {
  mkdirSync(join(home, '.rustup'));
  expect(machineEnvironment({}, home)).toMatchObject({
    PATH: expect.stringContaining('/usr/bin'),
    RUSTUP_HOME: join(home, '.rustup'),
  });
  expect(machineEnvironment({ RUSTUP_HOME: '/nowhere' }, home)).not.toHaveProperty('RUSTUP_HOME');
});
