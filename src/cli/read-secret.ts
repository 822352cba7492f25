import type { Terminal } from './terminal.ts';

/** A value from standard input; asked for, and not shown, where a person sits there. One line break at the end is none of it. */
export async function readSecret(terminal: Terminal): Promise<string> {
  if (!terminal.canAsk) return (await terminal.readInput()).replace(/\r?\n$/, '');
  const { password, isCancel } = await import('@clack/prompts');
  const { OrreryError } = await import('../base/error.ts');
  const answer = await password({ message: 'Value', output: process.stderr });
  if (isCancel(answer)) throw new OrreryError('arguments/invalid', 'No value was given.', { fault: 'user' });
  return answer;
}
