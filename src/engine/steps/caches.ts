import type { ResolvedStep } from '../../language/index.ts';
import { abortable, collect, formatBytes, metered } from '../bytes.ts';
import { renderCacheKey } from '../cache-key.ts';
import { builtRevision } from '../pipeline-file.ts';
import { resolveInSandbox } from '../sandbox-path.ts';
import { readTar } from '../tar.ts';
import { type CacheManifest, packCache, unpackCache } from './cache-archive.ts';
import { type StepContext, type StepEnd, StepFailure, success } from './step-context.ts';

type SaveStep = Extract<ResolvedStep, { readonly kind: 'save_cache' }>;
type RestoreStep = Extract<ResolvedStep, { readonly kind: 'restore_cache' }>;

/** RUN-02: a key is written once. RUN-05: paths that are not there are told, no more. The wording is CircleCI's. */
export async function saveCache(step: SaveStep, context: StepContext): Promise<StepEnd> {
  const { session, log, key: job, jobNumber, sandbox, signal } = context;
  const { caches } = session.ports;
  const key = await keyOf(step.key, context);
  if (!session.pipeline.options.caches) {
    log.say(`Caches are switched off (--no-cache): ${key} is not saved.`);
    return success;
  }
  if (await caches.has(key)) {
    log.say(`Skipping cache generation, cache already exists for key: ${key}`);
    return success;
  }
  const manifest: CacheManifest = { version: 1, paths: step.paths, build: jobNumber };
  log.say('Creating cache archive...');
  const archive = await packCache(sandbox, manifest, (path) =>
    log.say(`Warning: could not archive ${path} - Not found`),
  );
  if (archive === undefined) {
    log.say(`There is nothing at any of the paths: no cache is saved under ${key}.`);
    return success;
  }
  let sizeBytes = 0;
  const told = (doneBytes: number): void => {
    sizeBytes = doneBytes;
    session.listener.transfer(job, 'save cache', doneBytes, 0);
  };
  const days = session.job(job).definition?.cacheDays;
  const outcome = await caches.save(key, metered(abortable(archive, signal), told), days);
  log.say(
    outcome === 'exists'
      ? `Cache already exists for key: ${key}`
      : `Stored Cache to ${key} (${formatBytes(sizeBytes)})\n${listed(step.paths, context)}`,
  );
  return success;
}

/** RUN-03: each key is a prefix, the newest match of the first that has one is taken; a miss is no failure. */
export async function restoreCache(step: RestoreStep, context: StepContext): Promise<StepEnd> {
  const { session, log, key: job, sandbox, signal } = context;
  for (const template of step.keys) {
    const key = await keyOf(template, context);
    const found = session.pipeline.options.caches ? await session.ports.caches.find(key) : undefined;
    if (found === undefined) {
      log.say(`No cache is found for key: ${key}`);
      continue;
    }
    const told = (doneBytes: number): void => session.listener.transfer(job, 'restore cache', doneBytes, 0);
    await unpackCache(sandbox, metered(abortable(found.open(), signal), told), (manifest) => {
      log.say(`Found a cache from build ${manifest.build} at ${found.key}`);
      log.say(`Size: ${formatBytes(found.sizeBytes)}\nCached paths:\n${listed(manifest.paths, context)}`);
    });
    return success;
  }
  if (!session.pipeline.options.caches) log.say('Caches are switched off (--no-cache).');
  return success;
}

function listed(paths: readonly string[], { sandbox }: StepContext): string {
  return paths.map((path) => `  * ${resolveInSandbox(path, sandbox)}`).join('\n');
}

async function keyOf(template: string, context: StepContext): Promise<string> {
  const { session, sandbox, environment, jobNumber, log } = context;
  const { trigger } = session.pipeline;
  const rendered = await renderCacheKey(template, {
    branch: trigger.tag === undefined ? (trigger.branch ?? '') : '',
    buildNumber: jobNumber,
    revision: builtRevision(session.pipeline),
    checkoutKey: 'local',
    environment,
    arch: sandbox.arch,
    epochSeconds: Math.floor(session.ports.clock.now().getTime() / 1000),
    readFile: async (path) => readFile(path, context),
  });
  if (rendered.kind === 'error') throw new StepFailure(rendered.message);
  for (const note of rendered.notes) log.say(note);
  return rendered.key;
}

async function readFile(path: string, { sandbox }: StepContext): Promise<Uint8Array | undefined> {
  const tar = await sandbox.copyOut(resolveInSandbox(path, sandbox));
  if (tar === undefined) return undefined;
  for await (const { header, body } of readTar(tar))
    return header.type === 'file' ? await collect(body) : undefined;
  return undefined;
}
