import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isExactVersion, type OrbRequest } from '../../language/index.ts';
import { storeError } from '../../machine/store-error.ts';
import { sweepTempFiles, writeTempFile } from '../../machine/temp-file.ts';

/** What a reference meant, and when it was asked. */
export interface Remembered {
  /** A version, or an orb's source. */
  readonly text: string;
  readonly at: Date;
}

/**
 * Orbs that were fetched, as files of the user. Names of requests have to be checked by the caller. What is damaged
 * or can't be read counts as absent. Written whole or not at all, so several processes may use it at once.
 */
export interface OrbCache {
  /** The source of an exact version. */
  read(orb: OrbRequest): string | undefined;
  write(orb: OrbRequest, yaml: string): Promise<void>;
  /** What the registry last resolved a pin to. */
  pin(request: OrbRequest): Remembered | undefined;
  rememberPin(request: OrbRequest, version: string, at: Date): Promise<void>;
  readUrl(url: string): Remembered | undefined;
  writeUrl(url: string, yaml: string, at: Date): Promise<void>;
  /** Exact versions, in no order. */
  list(): readonly OrbRequest[];
}

/** `registry` is the endpoint that orbs come from: another one may have other sources under the same names. */
export function fileOrbCache(folder: string, registry: string): OrbCache {
  const home = join(folder, registryFolder(registry));
  const file = ({ namespace, name, version }: OrbRequest, end: string): string =>
    join(home, namespace, `${name}@${version}${end}`);
  const urlFile = (url: string): string => join(folder, 'urls', `${sha256(url)}.yml`);
  const store = (path: string, content: string, at: Date): Promise<void> =>
    writeSealed(path, join(folder, 'tmp'), content, at);
  return {
    read: (orb) => readSealed(file(orb, '.yml'))?.text,
    write: (orb, yaml) => store(file(orb, '.yml'), yaml, new Date(0)),
    pin: (request) => readSealed(file(request, '.pin')),
    rememberPin: (request, version, at) => store(file(request, '.pin'), version, at),
    readUrl: (url) => readSealed(urlFile(url)),
    writeUrl: (url, yaml, at) => store(urlFile(url), yaml, at),
    list: () => namesIn(home).flatMap((namespace) => versionsIn(join(home, namespace), namespace)),
  };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function registryFolder(endpoint: string): string {
  return `${new URL(endpoint).host.replace(/[^\w.-]/g, '_')}-${sha256(endpoint).slice(0, 8)}`;
}

function versionsIn(folder: string, namespace: string): readonly OrbRequest[] {
  return namesIn(folder).flatMap((fileName) => {
    const [, name, version] = /^(.+)@(.+)\.yml$/.exec(fileName) ?? [];
    return name !== undefined && version !== undefined && isExactVersion(version)
      ? [{ namespace, name, version }]
      : [];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The first line tells what the rest has to be: a comment, so that the file can be read as an orb. */
const seal = /^# sha256:([0-9a-f]{64}) (\S+)\n/;

function readSealed(path: string): Remembered | undefined {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const [head, digest, time] = seal.exec(content) ?? [];
  if (head === undefined || time === undefined) return undefined;
  const text = content.slice(head.length);
  const at = new Date(time);
  return sha256(text) === digest && !Number.isNaN(at.getTime()) ? { text, at } : undefined;
}

async function writeSealed(path: string, temp: string, text: string, at: Date): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    sweepTempFiles(temp);
    const content = `# sha256:${sha256(text)} ${at.toISOString()}\n${text}`;
    const written = await writeTempFile(temp, chunks(content));
    try {
      renameSync(written.path, path);
    } catch (error) {
      rmSync(written.path, { force: true });
      throw error;
    }
  } catch (error) {
    throw storeError(error, 'could not keep a fetched orb');
  }
}

async function* chunks(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}
