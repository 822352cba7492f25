import { removeContainer } from '../../container/containers.ts';
import type { Engine } from './engine.ts';
import type { Removals } from './removals.ts';
import type { StartedContainer } from './start-container.ts';

/**
 * Containers started ahead for jobs to come: they hold no word of any job, and stand for any whose plan has the same key.
 * A chain of short jobs spends nearly all of its time on starts; those that happen beside a running job cost it little.
 */
export interface ReadyPool {
  /** One that is ready or about to be; undefined for none. It is the taker's from then on. */
  take(key: string): Promise<StartedContainer | undefined>;
  /**
   * Starts some in the background: one, or two where takers had to wait for theirs, and never more than `atMost`.
   * Trouble with them is no one's: the next job starts its own.
   */
  fill(key: string, atMost: number, start: () => Promise<StartedContainer>): void;
  /** Removes all. */
  close(): Promise<void>;
}

/** A matrix alternates between a few images; each idle container costs some megabytes. */
const mostKeys = 2;
/** Two starts side by side are nearly twice as quick as one after the other; more gain little. */
const mostOfOne = 2;
const hadToWaitMs = 20;

type Starting = Promise<StartedContainer | undefined>;

export function createReadyPool(engine: () => Engine | undefined, removals: Removals): ReadyPool {
  const ready = new Map<string, Starting[]>();
  let isClosed = false;
  let isBehind = false;

  async function discard(starting: Starting): Promise<void> {
    const started = await starting;
    const client = engine()?.client;
    if (started === undefined || client === undefined) return;
    started.driver.stream.close();
    await removals.add(() => removeContainer(client, started.id));
  }

  /** One image more than are kept: the one that was asked for longest ago goes. */
  function forgetOldest(): void {
    const [oldest] = ready;
    if (ready.size <= mostKeys || oldest === undefined) return;
    ready.delete(oldest[0]);
    for (const starting of oldest[1]) void removals.add(() => discard(starting));
  }

  return {
    async take(key) {
      const asked = performance.now();
      const started = await ready.get(key)?.shift();
      if (started === undefined) return undefined;
      isBehind = performance.now() - asked > hadToWaitMs;
      started.driver.stream.hold(true);
      if (started.driver.stream.isOpen) return started;
      await discard(Promise.resolve(started));
      return undefined;
    },
    fill(key, atMost, start) {
      if (isClosed) return;
      const waiting = ready.get(key) ?? [];
      ready.delete(key);
      ready.set(key, waiting);
      const wanted = Math.min(atMost, isBehind ? mostOfOne : 1);
      while (waiting.length < wanted)
        waiting.push(
          start().then(
            (started) => {
              // An idle container does not keep this process alive; with its connection it ends by itself.
              started.driver.stream.hold(false);
              return started;
            },
            () => undefined,
          ),
        );
      forgetOldest();
    },
    async close() {
      isClosed = true;
      const all = [...ready.values()].flat();
      ready.clear();
      await Promise.all(all.map(discard));
    },
  };
}
