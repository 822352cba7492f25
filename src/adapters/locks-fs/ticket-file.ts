import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownIdentity, printIdentity } from '../../machine/process-identity.ts';
import { isAbsent, systemCode } from '../../machine/store-error.ts';
import type { PlacedTicket } from '../../run/lock-queue.ts';

/** A ticket and the file that it is. */
export interface StoredTicket extends PlacedTicket {
  readonly name: string;
}

/** The tickets of a key in the order of their places. */
export function ticketsIn(folder: string, key: string): readonly StoredTicket[] {
  const prefix = `${hashOf(key)}.`;
  return namesIn(folder).flatMap((name) => (name.startsWith(prefix) ? readTicket(folder, name) : []));
}

export function allTickets(folder: string): readonly StoredTicket[] {
  return namesIn(folder).flatMap((name) => readTicket(folder, name));
}

/**
 * Writes a ticket at the end of its queue. It appears whole, by a link, at a place that nobody has; and since the place
 * was chosen from a look at the queue that may be old by then, it looks again: one that got in before others withdraws
 * and tries anew. So nobody is ever put before one who has the lock already.
 */
export function putTicket(folder: string, ticket: PlacedTicket): void {
  const temp = join(folder, 'tmp', `${printIdentity(ownIdentity())}.${(count += 1)}`);
  mkdirSync(join(folder, 'tmp'), { recursive: true, mode: 0o700 });
  writeFileSync(temp, JSON.stringify({ v: 1, ...ticket }), { mode: 0o600, flag: 'wx' });
  try {
    while (!putAt(folder, ticket.key, temp));
  } finally {
    rmSync(temp, { force: true });
  }
}

let count = 0;

function putAt(folder: string, key: string, temp: string): boolean {
  const place = Math.max(0, ...placesOf(folder, key)) + 1;
  const file = join(folder, `${hashOf(key)}.${String(place).padStart(12, '0')}`);
  try {
    linkSync(temp, file);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
  if (placesOf(folder, key).every((other) => other <= place)) return true;
  rmSync(file, { force: true });
  return false;
}

function placesOf(folder: string, key: string): readonly number[] {
  const prefix = `${hashOf(key)}.`;
  return namesIn(folder).flatMap((name) =>
    name.startsWith(prefix) ? [Number(name.slice(prefix.length))] : [],
  );
}

/** A key may hold slashes, and be too long for a file's name. */
export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 24);
}

/** One that is gone meanwhile, or that an Orrery of another age wrote, is left out. */
function readTicket(folder: string, name: string): readonly StoredTicket[] {
  if (!/^[0-9a-f]{24}\.\d{12}$/.test(name)) return [];
  try {
    const { v, ...ticket } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as PlacedTicket & {
      readonly v: number;
    };
    return v === 1 ? [{ ...ticket, name }] : [];
  } catch (error) {
    if (isAbsent(error) || error instanceof SyntaxError) return [];
    throw error;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}
