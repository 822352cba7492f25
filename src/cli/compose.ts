import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileBlobStore } from '../adapters/blobs-fs/blob-store.ts';
import { fileCacheStore } from '../adapters/caches-fs/cache-store.ts';
import { fileRunClaims } from '../adapters/claims-fs/run-claims.ts';
import { systemClock } from '../adapters/clock-system/clock.ts';
import { jsonlEventStore } from '../adapters/events-jsonl/event-store.ts';
import { randomIds } from '../adapters/ids-random/id-source.ts';
import { fileSerialLocks } from '../adapters/locks-fs/serial-locks.ts';
import { fileLogStore } from '../adapters/logs-fs/log-store.ts';
import { firstOrbSource, folderOrbSource } from '../adapters/orbs-folder/orb-source.ts';
import { fileSecretStore } from '../adapters/secrets-file/secret-store.ts';
import { gitSourceTree } from '../adapters/source-git/source-tree.ts';
import { type EnginePorts, keepsLock } from '../engine/index.ts';
import type { OrbSource } from '../ports/orb-source.ts';
import type { SerialLocks } from '../ports/serial-locks.ts';
import type { SourceTree } from '../ports/source-tree.ts';
import { localFolderOf, type Project } from './project.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

/** What verbs need that only look at runs and settings: all ports but those that run jobs. */
export type Stores = Omit<EnginePorts, 'executors' | 'source'>;

/** The only builder of adapters, with the functions below it. */
export function composeStores(project: Project, terminal: Terminal): Stores {
  const folder = project.localFolder;
  const warn = (message: string): void => terminal.err(`warning: ${message}\n`);
  return {
    events: jsonlEventStore(folder, systemClock),
    claims: fileRunClaims(folder),
    locks: composeLocks(project, terminal.environment),
    logs: fileLogStore(folder),
    blobs: fileBlobStore(folder),
    caches: fileCacheStore(folder, systemClock),
    secrets: fileSecretStore({ project: folder, user: userFolder(terminal.environment) }, warn),
    clock: systemClock,
    ids: randomIds,
  };
}

/** One queue a lock for all projects of this user; whether another project's run still holds one, its own folder tells. */
function composeLocks(project: Project, environment: Terminal['environment']): SerialLocks {
  return fileSerialLocks({
    folder: join(stateFolder(environment), 'locks'),
    project: project.root,
    localFolder: project.localFolder,
    async isLive(ticket) {
      const folder = localFolderOf(ticket.project);
      const stores = { events: jsonlEventStore(folder, systemClock), claims: fileRunClaims(folder) };
      return keepsLock(stores, ticket.runId, ticket.job);
    },
  });
}

/** `$XDG_STATE_HOME/orrery`. */
function stateFolder(environment: Terminal['environment']): string {
  const base = environment['XDG_STATE_HOME'] || join(environment['HOME'] ?? homedir(), '.local', 'state');
  return join(base, 'orrery');
}

/** The folder with the config is the project, even where it lies deeper in somebody else's repository. */
export function composeSource(project: Project): SourceTree {
  return gitSourceTree(project.root, 'folder');
}

export interface Engine {
  readonly ports: EnginePorts;
  /** Ends what the executors hold. Never throws. */
  close(): Promise<void>;
}

/** An engine that no longer answers must not keep us: the next run removes what is left. */
const closeWithinMs = 10_000;

/** Everything that runs jobs. The executors' code is loaded only here. */
export async function composeEngine(project: Project, terminal: Terminal): Promise<Engine> {
  const executors = await composeExecutors(terminal);
  return {
    ports: { ...composeStores(project, terminal), source: composeSource(project), executors },
    async close() {
      const closing = Promise.all(Object.values(executors).map((executor) => executor.close?.()));
      await Promise.race([closing, sleep(closeWithinMs, undefined, { ref: false })]);
    },
  };
}

/** `$XDG_CONFIG_HOME/orrery`. */
export function userFolder(environment: Terminal['environment']): string {
  const base = environment['XDG_CONFIG_HOME'];
  return join(
    base === undefined || base === '' ? join(environment['HOME'] ?? homedir(), '.config') : base,
    'orrery',
  );
}

async function composeExecutors(terminal: Terminal): Promise<EnginePorts['executors']> {
  const [{ dockerExecutor }, { hostExecutor }] = await Promise.all([
    import('../adapters/executor-docker/executor.ts'),
    import('../adapters/executor-host/executor.ts'),
  ]);
  const { environment } = terminal;
  return {
    docker: dockerExecutor({ env: environment }),
    host: hostExecutor({ work: workFolder(environment), environment: { ...environment } }),
  };
}

/** Where jobs on the host get their folders: below the user's caches, which lie in no repository. */
function workFolder(environment: Terminal['environment']): string {
  return join(
    environment['XDG_CACHE_HOME'] || join(environment['HOME'] ?? homedir(), '.cache'),
    'orrery',
    'work',
  );
}

/** Where orbs come from: each `--orb-dir`, then `.circleci/orbs` of the project. Inline orbs never get here. */
export function composeOrbs(project: Project, folders: readonly string[], terminal: Terminal): OrbSource {
  const given = folders.map((folder) => resolve(terminal.cwd, folder));
  const missing = given.find((folder) => !existsSync(folder));
  if (missing !== undefined) throw usageError(`--orb-dir: there is no folder ${missing}.`);
  return firstOrbSource([...given, join(project.root, '.circleci', 'orbs')].map(folderOrbSource));
}
