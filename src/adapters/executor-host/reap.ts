import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { livenessOf, readIdentity } from '../../machine/process-identity.ts';
import { isAbsent } from '../../machine/store-error.ts';
import { killAll, send } from './kill.ts';
import { belonging, type Belonging } from './belonging.ts';
import { commandLineOf, readProcesses } from './process-table.ts';
import { removeFolder } from './remove-folder.ts';

/** A folder of another boot, container or machine that nobody touched for so long is nobody's. */
const abandonedMs = 24 * 3_600_000;

/** Kills what owners that have died left running, and removes their folders. A line for each. */
export async function reapDead(work: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const name of ownersIn(work)) {
    const folder = join(work, name);
    if (!isDead(folder, name)) continue;
    const strays = { mark: `\0CIRCLE_INTERNAL_TASK_DATA=${folder}/`, folder };
    const rule: Belonging = { shells: new Set(), spared: new Set(), strays, since: 0 };
    for (const { pid } of belonging(readProcesses(), rule)) {
      const command = commandLineOf(pid);
      if (send(pid, 'SIGKILL')) lines.push(`killed process ${pid}: ${command.slice(0, 80)}`);
    }
    await killAll(rule);
    await removeFolder(folder);
    lines.push(`removed the folder ${folder}`);
  }
  return lines;
}

function isDead(folder: string, name: string): boolean {
  const identity = readIdentity(name.replace(/\.\d+$/, ''));
  if (identity === undefined) return false;
  const liveness = livenessOf(identity);
  if (liveness !== 'other') return liveness === 'dead';
  const touched = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - touched > abandonedMs;
}

function ownersIn(work: string): readonly string[] {
  try {
    return readdirSync(work);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}
