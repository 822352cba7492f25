import { setTimeout as pause } from 'node:timers/promises';
import type { OutputSink, StepSpec } from '../../ports/executor.ts';
import { type Output, openOutput, type Receiver } from './output.ts';
import type { Pipe } from './pipes.ts';
import { settle, type ShellFailure, type ShellProcess } from './shell-process.ts';
import { type JobPlace, planShell } from './shell-plan.ts';
import { watchSilence } from './silence.ts';
import type { Spawner } from './spawner.ts';

/** What a step needs of its job. */
export interface StepHost {
  readonly place: JobPlace;
  readonly spawner: Spawner;
  takePipe(): Promise<Pipe>;
  /** Kills the shell and all that came of it. */
  kill(pid: number): Promise<void>;
  /** Takes over the output of a step that has ended and left somebody who may still write. */
  left(output: Output, pipe: Pipe, pid: number): void;
}

export type StepEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'canceled' }
  | { readonly kind: 'timed-out' };

export interface RunningStep {
  readonly pid: number | undefined;
  /** Rejects with the error of the sink, once the step has been killed for it. */
  readonly end: Promise<StepEnd>;
  cancel(): void;
}

type Cause = Exclude<StepEnd, { kind: 'exited' }> | { readonly kind: 'broken'; readonly error: unknown };

/** A killed step does not wait longer than this for a sink that is busy. */
const lastWordsMs = 500;

export async function startStep(host: StepHost, step: StepSpec, sink: OutputSink): Promise<RunningStep> {
  const plan = planShell(host.place, step);
  if ('reason' in plan) return { pid: undefined, end: tellFailure(plan, sink), cancel() {} };
  const pipe = await host.takePipe();
  const stop = Promise.withResolvers<Cause>();
  const silence = watchSilence(step.noOutputTimeoutMs, () => stop.resolve({ kind: 'timed-out' }));
  const receive = guarded(sink, (error) => stop.resolve({ kind: 'broken', error }));
  const output = openOutput(pipe, (chunk) => {
    silence.heard();
    const busy = receive(chunk);
    if (busy !== undefined) silence.deafWhile(busy);
    return busy;
  });
  const shell = await host.spawner.start(plan, output);
  const end = endOf(host, shell, output, pipe, stop.promise, receive).finally(() => silence.stop());
  return { pid: shell.pid, end, cancel: () => stop.resolve({ kind: 'canceled' }) };
}

async function endOf(
  host: StepHost,
  shell: ShellProcess,
  output: Output,
  pipe: Pipe,
  stopped: Promise<Cause>,
  receive: Receiver,
): Promise<StepEnd> {
  const exited = shell.exit.then((exit) => ({ kind: 'exit' as const, exit }));
  const first = await Promise.race([exited, stopped]);
  if (first.kind !== 'exit' && shell.pid !== undefined) await host.kill(shell.pid);
  const { exit } = await exited;
  if (first.kind !== 'exit') await Promise.race([output.takeRest(), pause(lastWordsMs)]);
  else if (shell.pid !== undefined) await settle(shell.pid, output);
  if (output.isAtEnd() || shell.pid === undefined) {
    output.stop();
    pipe.giveBack(true);
  } else {
    host.left(output, pipe, shell.pid);
  }
  if (first.kind === 'broken') throw first.error;
  if (first.kind !== 'exit') return first;
  if (typeof exit === 'number') return { kind: 'exited', code: exit };
  return tellFailure(exit, receive);
}

async function tellFailure(failure: ShellFailure, sink: OutputSink): Promise<StepEnd> {
  await sink(Buffer.from(`${failure.reason}\n`));
  return { kind: 'exited', code: failure.code };
}

/** A sink that tells of its trouble once and takes no more then, in place of throwing it at the reader of the pipe. */
function guarded(sink: OutputSink, broken: (error: unknown) => void): Receiver {
  let isBroken = false;
  const stop = (error: unknown): void => {
    isBroken = true;
    broken(error);
  };
  return (chunk) => {
    if (isBroken) return undefined;
    try {
      return sink(chunk)?.catch(stop);
    } catch (error) {
      return stop(error);
    }
  };
}
