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
import { fileLogStore } from '../adapters/logs-fs/log-store.ts';
import { firstOrbSource, folderOrbSource } from '../adapters/orbs-folder/orb-source.ts';
import { revisionOrbSource } from '../adapters/orbs-folder/revision-orb-source.ts';
import { fileSecretStore } from '../adapters/secrets-file/secret-store.ts';
import { gitSourceTree } from '../adapters/source-git/source-tree.ts';
import type { EnginePorts } from '../engine/index.ts';
import type { OrbSource } from '../ports/orb-source.ts';
import type { SourceTree } from '../ports/source-tree.ts';
import type { Project } from './project.ts';
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
    logs: fileLogStore(folder),
    blobs: fileBlobStore(folder),
    caches: fileCacheStore(folder, systemClock),
    secrets: fileSecretStore({ project: folder, user: userFolder(terminal.environment) }, warn),
    clock: systemClock,
    ids: randomIds,
  };
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

/** Where the orbs of a project's config come from. */
export interface ProjectOrbs extends OrbSource {
  /** For the config at a commit: what is vendored there comes before what is vendored now. */
  at(revision: string, source: SourceTree): OrbSource;
}

const vendoredOrbs = '.circleci/orbs';

/** Each `--orb-dir`, then `.circleci/orbs` of the project. Inline orbs never get here. */
export function composeOrbs(project: Project, folders: readonly string[], terminal: Terminal): ProjectOrbs {
  const given = folders.map((folder) => resolve(terminal.cwd, folder));
  const missing = given.find((folder) => !existsSync(folder));
  if (missing !== undefined) throw usageError(`--orb-dir: there is no folder ${missing}.`);
  const first = given.map(folderOrbSource);
  const vendored = folderOrbSource(join(project.root, vendoredOrbs));
  return {
    ...firstOrbSource([...first, vendored]),
    at: (revision, source) =>
      firstOrbSource([...first, revisionOrbSource(source, revision, vendoredOrbs), vendored]),
  };
}
