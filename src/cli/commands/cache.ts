import { composeStores } from '../compose.ts';
import { notFound } from '../choose-run.ts';
import { exitCode } from '../exit-code.ts';
import { findProject } from '../project.ts';
import { formatBytes } from '../reporter/duration.ts';
import { usageError } from '../usage-error.ts';
import { isOn, type Verb } from '../verb.ts';
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
      const caches = entries.map((e) => ({ key: e.key, size: e.sizeBytes, created_at: e.createdAt }));
      await terminal.out(`${JSON.stringify({ schemaVersion: 1, caches }, undefined, 2)}\n`);
      return exitCode.ok;
    }
    if (entries.length === 0) terminal.err('No caches are stored.\n');
    for (const { key, sizeBytes, createdAt } of entries)
      await terminal.out(
        `${key}  ${terminal.outStyle.dim(`${formatBytes(sizeBytes)}  ${createdAt.slice(0, 16).replace('T', ' ')}`)}\n`,
      );
    return exitCode.ok;
  },
};

export const cacheRemove: Verb = {
  name: 'cache rm',
  summary: 'Remove caches by key, by the beginning of a key, or all',
  arguments: [{ name: 'KEY', text: 'Keys; one that ends with * removes all that begin so', isList: true }],
  flags: [{ name: 'all', text: 'Every cache of this repository' }],
  examples: [
    ['orrery cache rm deps-v1-abc', 'one'],
    ["orrery cache rm 'deps-*'", 'all that begin so'],
    ['orrery cache rm --all', 'everything'],
  ],
  async run(input, terminal) {
    if (input.arguments.length === 0 && !isOn(input, 'all'))
      throw usageError('Which caches? Give keys, or --all.', 'orrery cache list shows them.');
    const { caches } = composeStores(findProject(terminal.cwd), terminal);
    const entries = await caches.list();
    const matches = (pattern: string, key: string): boolean =>
      pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern;
    for (const pattern of input.arguments)
      if (!pattern.endsWith('*') && !entries.some((e) => e.key === pattern))
        throw notFound(`There is no cache ${JSON.stringify(pattern)}.`, 'orrery cache list shows them.');
    const doomed = entries.filter(
      (e) => isOn(input, 'all') || input.arguments.some((p) => matches(p, e.key)),
    );
    for (const { key } of doomed) await caches.remove(key);
    const bytes = doomed.reduce((sum, e) => sum + e.sizeBytes, 0);
    terminal.err(
      `Removed ${doomed.length === 1 ? '1 cache' : `${doomed.length} caches`}, ${formatBytes(bytes)}.\n`,
    );
    return exitCode.ok;
  },
};
