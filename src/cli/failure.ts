import { OrreryError } from '../base/error.ts';
import { exitCode, exitCodeOf } from './exit-code.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** Tells a failure and gives its exit code: ours in words (what, why, what to do), a bug with its stack. */
export function reportFailure(error: unknown, terminal: Pick<Terminal, 'err' | 'errStyle'>): number {
  if (error instanceof OrreryError) {
    terminal.err(failureText(error, terminal.errStyle));
    return exitCodeOf(error.code);
  }
  const { bold, red } = terminal.errStyle;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(
    `${red(bold('bug'))}: Orrery ${version} failed in a way it should not. Please report this, with the lines below and what you ran.\n\n${stack}\n\nNode ${process.versions.node} on ${process.platform} ${process.arch}\n`,
  );
  return exitCode.bug;
}

export function failureText(error: OrreryError, style: Terminal['errStyle']): string {
  const lines = [`${style.red(style.bold('error'))}: ${error.message}`];
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  if (cause !== undefined && cause !== '' && !error.message.includes(cause))
    lines.push(`  because: ${cause}`);
  if (error.hint !== undefined) lines.push(`  ${style.bold('fix')}: ${error.hint}`);
  return `${lines.join('\n')}\n`;
}
