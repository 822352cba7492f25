import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainYaml } from '../../language/index.ts';
import { isAbsent } from '../../machine/store-error.ts';

/** Where the user's CircleCI CLI looks for orbs. */
export interface CliAccount {
  readonly host: string | undefined;
  readonly endpoint: string | undefined;
  readonly token: string | undefined;
}

/** `~/.circleci/cli.yml`, which `circleci setup` writes. `warn` is told when it is there and can't be used. */
export function readCliAccount(home: string, warn: (message: string) => void): CliAccount {
  const path = join(home, '.circleci', 'cli.yml');
  try {
    const data = plainYaml(readFileSync(path, 'utf8'));
    const text = (key: string): string | undefined => {
      const value =
        typeof data === 'object' && data !== null && !Array.isArray(data)
          ? (data as Readonly<Record<string, unknown>>)[key]
          : undefined;
      return typeof value === 'string' && value !== '' ? value : undefined;
    };
    return { host: text('host'), endpoint: text('endpoint'), token: text('token') };
  } catch (error) {
    if (!isAbsent(error)) warn(`${path} can't be read, so its token is not used.`);
    return { host: undefined, endpoint: undefined, token: undefined };
  }
}
