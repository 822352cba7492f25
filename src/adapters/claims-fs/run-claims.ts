import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { OrreryError } from '../../base/error.ts';
import { livenessOf, ownIdentity, printIdentity, readIdentity } from '../../machine/process-identity.ts';
import { isAbsent, storeError } from '../../machine/store-error.ts';
import type { Claim, RunClaims } from '../../ports/run-claims.ts';

/** How often a holder touches its claim, and how long a claim counts that nobody here can check otherwise. */
const beatMs = 5_000;
const staleMs = 60_000;
const attempts = 12;

/** Runs held by this process, whichever `RunClaims` took them. */
const heldHere = new Set<string>();

/**
 * Claims as empty files `runs/<id>/claim-<who>`, where `who` tells the process so that no later one is taken for it.
 *
 * Whoever claims puts its file there first and looks then: if another live claim is there, it takes its own away again.
 * So two never hold a run, and since names are never used twice, anybody may remove the claim of a dead process at any
 * time: there is no moment of taking over in which a third could slip in. A holder in another container or on another
 * machine cannot be looked up; it counts as long as its file is touched.
 */
export function fileRunClaims(folder: string): RunClaims {
  const folderOf = (runId: string): string => join(folder, 'runs', runId);
  return {
    async claim(runId) {
      const runFolder = folderOf(runId);
      if (heldHere.has(runFolder)) throw locked(runId);
      heldHere.add(runFolder);
      try {
        return await take(runFolder, runId);
      } catch (error) {
        heldHere.delete(runFolder);
        throw storeError(error, `could not claim run ${runId}`);
      }
    },
    async isHeld(runId) {
      return heldHere.has(folderOf(runId)) || othersIn(folderOf(runId)).length > 0;
    },
  };
}

async function take(runFolder: string, runId: string): Promise<Claim> {
  const file = join(runFolder, `claim-${printIdentity(ownIdentity())}`);
  mkdirSync(runFolder, { recursive: true });
  removeDead(runFolder);
  for (let attempt = 1; ; attempt += 1) {
    writeFileSync(file, '', { mode: 0o600 });
    if (othersIn(runFolder).length === 0) return hold(runFolder, file);
    rmSync(file, { force: true });
    // Two that came at the same moment both step back: the one whose dice fall lower comes first the next time.
    if (attempt === attempts) throw locked(runId);
    await pause(Math.random() * 2 ** Math.min(attempt, 5));
  }
}

function hold(runFolder: string, file: string): Claim {
  const beat = setInterval(() => touch(file), beatMs);
  beat.unref();
  let isHeld = true;
  return {
    async release() {
      if (!isHeld) return;
      isHeld = false;
      clearInterval(beat);
      rmSync(file, { force: true });
      heldHere.delete(runFolder);
    },
  };
}

/** A claim whose folder has been removed meanwhile has nothing left to guard. */
function touch(file: string): void {
  const now = new Date();
  if (existsSync(file)) utimesSync(file, now, now);
}

/** Claims of other live processes. */
function othersIn(runFolder: string): readonly string[] {
  const own = `claim-${printIdentity(ownIdentity())}`;
  return claimsIn(runFolder).filter((name) => name !== own && isAlive(runFolder, name));
}

function removeDead(runFolder: string): void {
  for (const name of claimsIn(runFolder))
    if (!isAlive(runFolder, name)) rmSync(join(runFolder, name), { force: true });
}

function isAlive(runFolder: string, name: string): boolean {
  const identity = readIdentity(name.slice('claim-'.length));
  const liveness = identity === undefined ? 'other' : livenessOf(identity);
  if (liveness !== 'other') return liveness === 'alive';
  const touched = statSync(join(runFolder, name), { throwIfNoEntry: false })?.mtimeMs;
  return touched !== undefined && Date.now() - touched < staleMs;
}

function claimsIn(runFolder: string): readonly string[] {
  try {
    return readdirSync(runFolder).filter((name) => name.startsWith('claim-'));
  } catch (error) {
    if (isAbsent(error)) return [];
    throw storeError(error, 'could not look for claims');
  }
}

function locked(runId: string): OrreryError {
  return new OrreryError('store/locked', `another process works on run ${runId}`, {
    fault: 'environment',
    hint: `Wait for it, or end it: orrery cancel ${runId}`,
  });
}
