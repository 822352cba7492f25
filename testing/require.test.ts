import { afterEach, expect, it, vi } from 'vitest';
import { needs } from './require.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it('is silent when all is there', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
  expect(await needs('kettle', async () => undefined)).toBe(true);
  expect(warn).not.toHaveBeenCalled();
});

it('skips loudly, with the reason', async () => {
  vi.stubEnv('ORRERY_TEST_REQUIRE', 'docker');
  const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
  expect(await needs('kettle', async () => 'no water')).toBe(false);
  expect(warn).toHaveBeenCalledWith('SKIPPED for want of kettle: no water');
});

it('fails when the machine is meant to have it', async () => {
  vi.stubEnv('ORRERY_TEST_REQUIRE', 'docker, kettle');
  await expect(needs('kettle', async () => 'no water')).rejects.toThrow('no water');
});
