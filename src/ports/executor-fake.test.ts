import { describe, expect, it } from 'vitest';
import { fakeClock } from './clock-fake.ts';
import { contractCommands, describeExecutor } from './executor.contract.ts';
import { fakeExecutor } from './executor-fake.ts';
import { never, plainJob, plainStep } from './testing/specs.ts';

describeExecutor(
  'fake',
  async () =>
    fakeExecutor({
      clock: fakeClock(),
      script({ step }) {
        if (step.command === contractCommands.fail) return { exitCode: 3 };
        if (step.command === contractCommands.speak) return { output: 'spoken\n' };
        if (step.command === contractCommands.hang) return { hangs: true };
        return undefined;
      },
    }),
  { runsShell: false, bash: true, isolated: true },
);

const job = plainJob();
const quiet = { log() {}, transfer() {} };

describe('the fake executor', () => {
  it('notices misuse', async () => {
    const executor = fakeExecutor({ clock: fakeClock(), script: () => ({ hangs: true }) });
    const sandbox = await executor.prepare(job, quiet, never());
    await expect(executor.prepare(job, quiet, never())).rejects.toThrow('second sandbox');
    const running = sandbox.runStep(plainStep('x'), () => {}, never());
    await expect(sandbox.runStep(plainStep('y'), () => {}, never())).rejects.toThrow('two steps');
    expect(executor.open()).toEqual([job]);
    await sandbox.dispose();
    expect((await running).kind).toBe('lost');
    await expect(sandbox.runStep(plainStep('z'), () => {}, never())).rejects.toThrow('disposed');
    expect(executor.open()).toEqual([]);
  });

  it('takes its time by the clock', async () => {
    const clock = fakeClock();
    const executor = fakeExecutor({ clock, script: () => ({ delayMs: 500, exitCode: 4 }) });
    const sandbox = await executor.prepare(job, quiet, never());
    let ended = false;
    const running = sandbox
      .runStep(plainStep('x'), () => {}, never())
      .then((result) => {
        ended = true;
        return result;
      });
    await clock.advance(499);
    expect(ended).toBe(false);
    await clock.advance(1);
    expect(await running).toEqual({ kind: 'exited', code: 4, halt: false });
  });
});
