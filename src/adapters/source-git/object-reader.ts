import { roomIn } from '../../machine/stream-room.ts';
import { type ByteReader, byteReader } from './byte-reader.ts';
import type { Git } from './git.ts';

/** The next object: read whole, or its bytes taken, before the one after it is asked for. */
export interface StoredObject {
  readonly sizeBytes: number;
  readonly reader: ByteReader;
}

/** The contents of objects in the order of `hashes`, all read by one `git cat-file`. Undefined for one that is not there. */
export async function* readObjects(
  git: Git,
  hashes: readonly string[],
): AsyncGenerator<StoredObject | undefined, void> {
  const child = git.start(['cat-file', '--batch']);
  child.on('error', () => {}); // told by the end of its output
  child.stdin.on('error', () => {});
  const ask = async (): Promise<void> => {
    for (const hash of hashes) {
      if (!child.stdin.write(`${hash}\n`)) await roomIn(child.stdin);
      if (child.stdin.destroyed) return;
    }
    child.stdin.end();
  };
  const asked = ask();
  try {
    const reader = byteReader(child.stdout);
    for (const _ of hashes) {
      const [, kind, size] = (await reader.line()).split(' ');
      if (kind === 'missing' || size === undefined) {
        yield undefined;
        continue;
      }
      yield { sizeBytes: Number(size), reader };
      await reader.line();
    }
  } finally {
    child.kill();
    await asked;
  }
}
