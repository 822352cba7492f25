import { OrreryError } from '../../base/error.ts';
import { longestArgumentBytes, utf8Length } from '../../sandbox/protocol.ts';
import { isShellName } from '../../sandbox/shell-words.ts';

export interface CarriedEnvironment {
  readonly environment: Readonly<Record<string, string>>;
  /** Names that no shell can carry. */
  readonly leftOut: readonly string[];
}

/**
 * What of an environment a shell can hand on. Throws `executor/failed` for a value that no program could be started with:
 * the kernel takes none of 128 KiB and more, and none with a zero byte.
 */
export function carriedEnvironment(environment: Readonly<Record<string, string>>): CarriedEnvironment {
  const entries = Object.entries(environment);
  for (const [name, value] of entries) {
    if (value.includes('\0')) throw unusable(name, 'holds a zero byte');
    if (utf8Length(`${name}=${value}`) >= longestArgumentBytes)
      throw unusable(name, 'is longer than 128 KiB');
  }
  return {
    environment: Object.fromEntries(entries.filter(([name]) => isShellName(name))),
    leftOut: entries.map(([name]) => name).filter((name) => !isShellName(name)),
  };
}

function unusable(name: string, what: string): OrreryError {
  return new OrreryError(
    'executor/failed',
    `the environment variable ${name} ${what}: no program can be started with it`,
    {
      fault: 'user',
      hint: 'Put such a value into a file.',
    },
  );
}
