import { parseDuration } from '../../base/duration.ts';
import type { CacheEntry } from '../../ports/cache-store.ts';
import { composeStores } from '../compose.ts';
import { notFound } from '../choose-run.ts';
import { exitCode } from '../exit-code.ts';
import { findProject } from '../project.ts';
import { formatBytes } from '../reporter/duration.ts';
import { usageError } from '../usage-error.ts';
import { isOn, textOf, type Verb } from '../verb.ts';
import { jsonFlag } from './flags.ts';

export const cacheList: Verb = {
  name: 'cache list',
  summary: 'List the caches that runs of this repository saved, the newest first',
  arguments: [],
  flags: [jsonFlag],
  examples: [
    ['orrery cache list', 'keys and sizes'],
    ['orrery cache list --json', 'for a script'],
  ],
  async run(input, terminal) {
    const entries = await composeStores(findProject(terminal.cwd), terminal).caches.list();
    if (isOn(input, 'json')) {
      const caches = entries.map((e) => ({
        key: e.key,
        size: e.sizeBytes,
        created_at: e.createdAt,
        expires_at: e.expiresAt,
      }));
      await terminal.out(
        `${JSON.stringify({ schemaVersion: 1, size: sizeOf(entries), caches }, undefined, 2)}\n`,
      );
      return exitCode.ok;
    }
    for (const { key, sizeBytes, createdAt, expiresAt } of entries) {
      const facts = `${formatBytes(sizeBytes)}  ${createdAt.slice(0, 16).replace('T', ' ')}, kept until ${expiresAt.slice(0, 10)}`;
      await terminal.out(`${key}  ${terminal.outStyle.dim(facts)}\n`);
    }
    terminal.err(entries.length === 0 ? 'No caches are stored.\n' : `${counted(entries)} in all.\n`);
    return exitCode.ok;
  },
};

export const cacheRemove: Verb = {
  name: 'cache rm',
  summary: 'Remove caches by key, by the beginning of a key, or all',
  arguments: [{ name: 'KEY', text: 'Keys; one that ends with * removes all that begin so', isList: true }],
  flags: [
    { name: 'all', text: 'Every cache of this repository' },
    { name: 'older-than', value: 'TIME', text: 'Only those saved longer ago: 15d, 12h' },
  ],
  notes: ['A run removes by itself those past their time: 15 days, or retention of the job that saved them.'],
  examples: [
    ['orrery cache rm deps-v1-abc', 'one'],
    ["orrery cache rm 'deps-*'", 'all that begin so'],
    ['orrery cache rm --older-than 7d', 'what is older than a week'],
    ['orrery cache rm --all', 'everything'],
  ],
  async run(input, terminal) {
    const olderThan = textOf(input, 'older-than');
    if (input.arguments.length === 0 && !isOn(input, 'all') && olderThan === undefined)
      throw usageError('Which caches? Give keys, --older-than, or --all.', 'orrery cache list shows them.');
    const before = olderThan === undefined ? Infinity : timeBefore(olderThan, Date.now());
    const { caches } = composeStores(findProject(terminal.cwd), terminal);
    const entries = await caches.list();
    const matches = (pattern: string, key: string): boolean =>
      pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern;
    for (const pattern of input.arguments)
      if (!pattern.endsWith('*') && !entries.some((e) => e.key === pattern))
        throw notFound(`There is no cache ${JSON.stringify(pattern)}.`, 'orrery cache list shows them.');
    const isAny = isOn(input, 'all') || input.arguments.length === 0;
    const doomed = entries.filter(
      (e) => Date.parse(e.createdAt) < before && (isAny || input.arguments.some((p) => matches(p, e.key))),
    );
    for (const { key } of doomed) await caches.remove(key);
    terminal.err(`Removed ${counted(doomed)}.\n`);
    return exitCode.ok;
  },
};

/** `3 caches, 1.2 GB` */
function counted(entries: readonly CacheEntry[]): string {
  return `${entries.length === 1 ? '1 cache' : `${entries.length} caches`}, ${formatBytes(sizeOf(entries))}`;
}

function sizeOf(entries: readonly CacheEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
}

/** The time before which caches are to go: `15d`, `12h`. */
function timeBefore(text: string, nowMs: number): number {
  const days = /^(\d+)d$/.exec(text)?.[1];
  const age = days === undefined ? parseDuration(text) : Number(days) * 86_400_000;
  if (age === undefined)
    throw usageError(`--older-than: ${JSON.stringify(text)} is no time such as 15d or 12h.`);
  return nowMs - age;
}
