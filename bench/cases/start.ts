import { runChild } from '../child.ts';
import { orreryCommand } from '../orrery.ts';
import { type Ratio, alternate } from '../sampling.ts';

/** What every use of the command pays before it does anything. */
export async function benchStart(rounds: number): Promise<readonly Ratio[]> {
  const [ours = 0, limit = 0] = await alternate(
    [
      async () => (await runChild(orreryCommand('--version'))).wallMs,
      async () => (await runChild([process.execPath, '-e', '0'])).wallMs,
    ],
    rounds * 3,
  );
  return [{ name: 'orrery --version', ours, limit, unit: 'ms', bar: 1.5, against: 'node -e 0' }];
}
