import type { EnginePorts } from '../engine/engine-ports.ts';
import { readRun } from '../engine/index.ts';
import { loadPipeline } from '../engine/pipeline-file.ts';
import { composeEngine } from './compose.ts';
import { drive } from './drive.ts';
import { exitCode } from './exit-code.ts';
import type { Project } from './project.ts';
import { runTitle } from './run-title.ts';
import type { Terminal } from './terminal.ts';
import { type Input, isOn, listOf } from './verb.ts';

export interface CarryOn {
  readonly project: Project;
  readonly runId: string;
  readonly input: Input;
  readonly terminal: Terminal;
}

/**
 * Changes a run that exists (`act`), then goes on with it in the foreground on the executor it was started on, unless
 * another process does.
 */
export async function carryOn(
  { project, runId, input, terminal }: CarryOn,
  act: (ports: EnginePorts) => Promise<'go-on' | 'done'>,
): Promise<number> {
  const { ports, close } = await composeEngine(project, terminal);
  try {
    const view = await readRun(ports, runId);
    const before = await Array.fromAsync(ports.events.read(runId, 0));
    const { options } = await loadPipeline(ports.blobs, view.created?.pipeline ?? '');
    await ports.executors[options.executor]?.check();
    if ((await act(ports)) === 'done') return exitCode.ok;
    const approves = listOf(input, 'approve').filter((name) => name !== 'ask');
    return await drive(
      ports,
      runId,
      {
        title: runTitle(view, options.executor),
        json: isOn(input, 'json'),
        asks: terminal.canAsk && !isOn(input, 'json'),
        approves: approves.includes('all') ? 'all' : approves,
        after: before.length,
      },
      terminal,
    );
  } finally {
    await close();
  }
}
