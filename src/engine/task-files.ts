import type { JobSandbox } from '../ports/executor.ts';
import { writeTar } from './tar.ts';

/** What the in-job `circleci` command goes by: files of `$CIRCLE_INTERNAL_TASK_DATA` by name. */
export type TaskFiles = Readonly<Record<string, string>>;

/** Puts the files where that command looks for them. Nothing happens in a sandbox that has no such folder. */
export async function placeTaskFiles(
  sandbox: JobSandbox,
  files: TaskFiles,
  signal: AbortSignal,
): Promise<void> {
  const entries = Object.entries(files);
  if (entries.length === 0) return;
  let folder = '';
  await sandbox.runStep(
    {
      command: 'printf %s "$CIRCLE_INTERNAL_TASK_DATA"',
      shell: '/bin/sh',
      environment: {},
      workingDirectory: undefined,
      noOutputTimeoutMs: 0,
    },
    (chunk) => {
      folder += Buffer.from(chunk).toString();
    },
    signal,
  );
  if (!folder.startsWith('/')) return;
  const items = entries.map(([name, text]) => ({ header: { name, mode: 0o644 }, body: Buffer.from(text) }));
  await sandbox.copyIn(folder, writeTar(items));
}
