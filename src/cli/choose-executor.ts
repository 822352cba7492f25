import type { EnginePorts } from '../engine/engine-ports.ts';
import { OrreryError } from '../base/error.ts';
import type { Terminal } from './terminal.ts';

export const executorChoices = ['auto', 'docker', 'host'] as const;

/**
 * Where jobs run. `auto`: in containers if an engine answers, else on the host, and then one line says what an engine
 * would add. One that is asked for by name has to answer.
 */
export async function chooseExecutor(
  wanted: string,
  executors: EnginePorts['executors'],
  terminal: Pick<Terminal, 'err'>,
): Promise<string> {
  if (wanted !== 'auto') {
    await executors[wanted]?.check();
    return wanted;
  }
  try {
    await executors['docker']?.check();
    return 'docker';
  } catch (error) {
    if (!(error instanceof OrreryError) || error.code !== 'executor/unavailable') throw error;
    terminal.err(
      'note: no container engine answers, so jobs run on this machine itself. With Docker or Podman they would run in their images, with their service containers, apart from your files.\n',
    );
    return 'host';
  }
}
