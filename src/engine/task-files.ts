import type { JobSandbox } from '../ports/executor.ts';
import { writeTar } from './tar.ts';

/** What the in-job `circleci` command goes by: files of `$CIRCLE_INTERNAL_TASK_DATA` by name. */
export type TaskFiles = Readonly<Record<string, string>>;

/** Puts the files where that command looks for them. Nothing happens in a sandbox that has no such folder. */
export async function placeTaskFiles(sandbox: JobSandbox, files: TaskFiles): Promise<void> {
  const entries = Object.entries(files);
  if (sandbox.taskFolder === undefined || entries.length === 0) return;
  const items = entries.map(([name, text]) => ({ header: { name, mode: 0o644 }, body: Buffer.from(text) }));
  await sandbox.copyIn(sandbox.taskFolder, writeTar(items));
}
