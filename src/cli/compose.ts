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
import { cachedOrbSource } from '../adapters/orbs-remote/cached-orbs.ts';
import { fileOrbCache } from '../adapters/orbs-remote/orb-cache.ts';
import { builtinOrbSource } from '../adapters/orbs-builtin/orb-source.ts';
import { firstOrbSource } from '../adapters/orbs-folder/first-orb-source.ts';
import { folderOrbSource } from '../adapters/orbs-folder/orb-source.ts';
import { lockedOrbSource } from '../adapters/orbs-lock/locked-orbs.ts';
import { fileOrbLock, type OrbLock } from '../adapters/orbs-lock/orb-lock.ts';
import { readCliAccount } from '../adapters/orbs-remote/circleci-cli.ts';
import { registryOrbSource } from '../adapters/orbs-remote/registry-orbs.ts';
import { graphqlRegistry, type OrbRegistry } from '../adapters/orbs-remote/registry.ts';
import { urlOrbs } from '../adapters/orbs-remote/url-orbs.ts';
import { revisionOrbSource } from '../adapters/orbs-folder/revision-orb-source.ts';
import { fileSecretStore } from '../adapters/secrets-file/secret-store.ts';
import { gitSourceTree } from '../adapters/source-git/source-tree.ts';
import { invariant } from '../base/invariant.ts';
import { type EnginePorts, keepsLock } from '../engine/index.ts';
import { orbText } from '../language/index.ts';
import type { OrbSource } from '../ports/orb-source.ts';
import type { SerialLocks } from '../ports/serial-locks.ts';
import type { SourceTree } from '../ports/source-tree.ts';
import { loadSettings } from './load-settings.ts';
import { registryAccess } from '../adapters/orbs-remote/registry-access.ts';
import { localFolderOf, type Project } from './project.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

/** What verbs need that only look at runs and settings: all ports but those that run jobs. */
export type Stores = Omit<EnginePorts, 'executors' | 'source' | 'orbs'>;

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
  readonly orbs: ProjectOrbs;
  /** Ends what the executors hold. Never throws. */
  close(): Promise<void>;
}

/** An engine that no longer answers must not keep us: the next run removes what is left. */
const closeWithinMs = 10_000;

/** Everything that runs jobs. The executors' code is loaded only here. */
export async function composeEngine(
  project: Project,
  terminal: Terminal,
  options: OrbOptions = { folders: [], isOffline: false, isLockWritten: false },
): Promise<Engine> {
  orbFolders(project, options.folders, terminal);
  const orbs = lazyOrbs(() => composeOrbs(project, options, terminal));
  const executors = await composeExecutors(terminal);
  return {
    orbs,
    ports: { ...composeStores(project, terminal), source: composeSource(project), orbs, executors },
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
  return join(cacheFolder(environment), 'work');
}

/** Built when an orb is asked for: verbs that compile nothing need no settings to be right. */
function lazyOrbs(build: () => Orbs): ProjectOrbs {
  let built: ProjectOrbs | undefined;
  const source = (): ProjectOrbs => (built ??= build().source);
  return {
    at: (revision, tree) => source().at(revision, tree),
    tellBuiltin: () => built?.tellBuiltin(),
    fetch: async (request) => source().fetch(request),
    async fetchUrl(url) {
      const { fetchUrl } = source();
      invariant(fetchUrl !== undefined, 'the composed source takes URLs');
      return fetchUrl(url);
    },
    explain: async (request) => source().explain?.(request),
  };
}

/** `$XDG_CACHE_HOME/orrery`. */
function cacheFolder(environment: Terminal['environment']): string {
  return join(environment['XDG_CACHE_HOME'] || join(environment['HOME'] ?? homedir(), '.cache'), 'orrery');
}

export interface OrbOptions {
  /** `--orb-dir`, each as given. */
  readonly folders: readonly string[];
  readonly isOffline: boolean;
  /** What is fetched goes into the project's lock. It is held to in any case. */
  readonly isLockWritten: boolean;
}

/** Where the orbs of a project's config come from. */
export interface ProjectOrbs extends OrbSource {
  /** For the config at a commit: what is vendored there comes before what is vendored now. */
  at(revision: string, tree: SourceTree): OrbSource;
  /** One note of the orbs that were taken from our catalogue since the last; to be called after a compile. */
  tellBuiltin(): void;
}

/** Everything that has to do with orbs. */
export interface Orbs {
  /** Each `--orb-dir`, `.circleci/orbs`, the cache, the registry, our own catalogue. Inline orbs never get here. */
  readonly source: ProjectOrbs;
  /** What `source` has in folders alone. */
  readonly vendored: OrbSource;
  /** The cache and, unless offline, the registry behind it. */
  readonly remote: OrbSource;
  /** `source` without our catalogue: orbs as their authors published them. */
  readonly published: OrbSource;
  /** The catalogue that comes with Orrery. */
  readonly builtin: OrbSource;
  readonly registry: OrbRegistry;
  readonly lock: OrbLock;
}

/** The settings of the project say where from, and the environment with which token. */
export function composeOrbs(project: Project, options: OrbOptions, terminal: Terminal): Orbs {
  const { environment } = terminal;
  const settings = loadSettings(project, terminal).orbs;
  const note = noteOnce(terminal);
  const account = readCliAccount(environment['HOME'] ?? homedir(), note);
  const registry = graphqlRegistry(registryAccess({ environment, registry: settings.registry, account }));
  const lock = fileOrbLock(join(project.root, lockPath), {
    path: lockPath,
    isWritten: options.isLockWritten,
    note,
  });
  const asked = lockedOrbSource(registryOrbSource(registry, settings.allowDev), lock, note);
  const cached = cachedOrbSource({
    cache: fileOrbCache(join(cacheFolder(environment), 'orbs'), registry.access.endpoint),
    clock: systemClock,
    registry: options.isOffline ? undefined : asked,
    urls: urlOrbs(settings.allowUrls),
    lockedVersion: (request) => lock.get(orbText(request)),
    note,
  });
  const remote = lockedOrbSource(cached, lock, note);
  const folders = orbFolders(project, options.folders, terminal).map(folderOrbSource);
  const taken = new Set<string>();
  const builtin = builtinOrbSource(catalogue, (id) => taken.add(id));
  const given = folders.slice(0, -1);
  const at = (revision: string, tree: SourceTree): OrbSource =>
    firstOrbSource([
      ...given,
      revisionOrbSource(tree, revision, vendored),
      ...folders.slice(-1),
      remote,
      builtin,
    ]);
  const tellBuiltin = (): void => {
    if (taken.size > 0) note(`from the catalogue built into Orrery: ${[...taken].toSorted().join(', ')}.`);
    taken.clear();
  };
  return {
    source: { ...firstOrbSource([...folders, remote, builtin]), at, tellBuiltin },
    vendored: firstOrbSource(folders),
    remote,
    published: firstOrbSource([...folders, remote]),
    builtin,
    registry,
    lock,
  };
}

const lockPath = '.orrery/orbs.lock';

/** The same way from the sources as from the bundle in `.toolchain/<bundle>/`. */
const catalogue = resolve(import.meta.dirname, '../../orbs');

function orbFolders(project: Project, folders: readonly string[], terminal: Terminal): readonly string[] {
  const given = folders.map((folder) => resolve(terminal.cwd, folder));
  const missing = given.find((folder) => !existsSync(folder));
  if (missing !== undefined) throw usageError(`--orb-dir: there is no folder ${missing}.`);
  return [...given, vendorFolder(project)];
}

const vendored = '.circleci/orbs';

/** Where a repository keeps copies of orbs. */
export function vendorFolder(project: Project): string {
  return join(project.root, vendored);
}

function noteOnce(terminal: Pick<Terminal, 'err'>): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (!told.has(text)) terminal.err(`note: ${text}\n`);
    told.add(text);
  };
}
