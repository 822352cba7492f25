import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { OrreryError } from '../../base/error.ts';

export interface GitAnswer {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The `git` program, run in a folder: argument lists, no shell. */
export interface Git {
  readonly folder: string;
  run(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<GitAnswer>;
  /** What it printed; throws `executor/failed` with git's own words when it failed. */
  bytes(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Buffer>;
  /** What it printed, without the last newline; empty when it failed: git has no answer. */
  text(args: readonly string[]): Promise<string>;
  /** Starts it for a talk over its standard input and output. */
  start(args: readonly string[]): ChildProcessByStdio<Writable, Readable, null>;
}

/** What would point git at another repository than that of the folder: set while a hook runs, for one. */
const repositoryVariables = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_CONFIG',
  'GIT_CONFIG_PARAMETERS',
  'GIT_CONFIG_COUNT',
  'GIT_GRAFT_FILE',
  'GIT_SHALLOW_FILE',
  'GIT_CEILING_DIRECTORIES',
];

export function gitIn(folder: string): Git {
  const run = (args: readonly string[], more?: Readonly<Record<string, string>>): Promise<GitAnswer> =>
    new Promise((resolve, reject) => {
      const options = {
        cwd: folder,
        env: { ...environment(), ...more },
        encoding: 'buffer',
        maxBuffer: Infinity,
      } as const;
      execFile('git', args, options, (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code === 'number') resolve({ code, stdout, stderr: stderr.toString().trim() });
        else reject(noGit(error));
      });
    });
  const bytes = async (args: readonly string[], more?: Readonly<Record<string, string>>): Promise<Buffer> => {
    const { code, stdout, stderr } = await run(args, more);
    if (code === 0) return stdout;
    throw new OrreryError('executor/failed', `git ${args[0]} failed: ${stderr || `exit ${code}`}`, {
      fault: 'environment',
    });
  };
  return {
    folder,
    run,
    bytes,
    async text(args) {
      const { code, stdout } = await run(args);
      return code === 0 ? stdout.toString().replace(/\n$/, '') : '';
    },
    start: (args) =>
      spawn('git', args, { cwd: folder, env: environment(), stdio: ['pipe', 'pipe', 'ignore'] }),
  };
}

function environment(): NodeJS.ProcessEnv {
  const variables: NodeJS.ProcessEnv = { ...process.env };
  for (const name of repositoryVariables) delete variables[name];
  // Never write to the user's index, never ask, and speak English: some answers are read.
  return { ...variables, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}

function noGit(error: unknown): OrreryError {
  return new OrreryError(
    'project/not-a-repository',
    `git could not be started: ${(error as Error).message}`,
    {
      fault: 'environment',
      hint: 'Install git; orrery reads the repository with it.',
      cause: error,
    },
  );
}
