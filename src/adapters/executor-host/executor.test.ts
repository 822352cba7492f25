import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { describeExecutor } from '../../ports/executor.contract.ts';
import type { Executor } from '../../ports/executor.ts';
import { belonging } from './belonging.ts';
import { hostExecutor } from './executor.ts';
import { readProcesses } from './process-table.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'orrery-host-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What the folder of a job is made with: it may be kept for the next one when nothing else is in it. */
const bareFolder: readonly string[] = ['home', 'home/project', 'task', 'task/bash_env'];

/** Folders of jobs by run. */
const folders = new Map<string, string>();

function remembering(executor: Executor): Executor {
  return {
    ...executor,
    async prepare(job, progress, signal) {
      const sandbox = await executor.prepare(job, progress, signal);
      folders.set(job.runId, dirname(sandbox.home));
      return sandbox;
    },
  };
}

async function leftovers(runId: string): Promise<readonly string[]> {
  const folder = folders.get(runId);
  if (folder === undefined) return [];
  const strays = { mark: `\0CIRCLE_INTERNAL_TASK_DATA=${folder}/`, folder };
  const processes = belonging(readProcesses(), { shells: new Set(), spared: new Set(), strays, since: 0 });
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const isBare = files.every((file) => bareFolder.includes(file));
  return [...(isBare ? [] : files), ...processes.map((one) => `process ${one.pid}`)];
}

const work = join(root, 'work');

describeExecutor('host', async () => remembering(hostExecutor({ work, environment: process.env })), {
  runsShell: true,
  bash: true,
  isolated: false,
  leftovers,
});
