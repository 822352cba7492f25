import { spawnSync } from 'node:child_process';
import { needs } from '../../../../testing/require.ts';

/** Whether a program that steps of orbs call for real is on this machine; loudly, where it is not. */
export function hasTool(name: string): Promise<boolean> {
  return needs(name, async () =>
    spawnSync(name, ['--version']).error === undefined ? undefined : `there is no ${name}`,
  );
}
