import { removeContainer } from '../../container/containers.ts';
import type { Engine } from './engine.ts';
import type { Removals } from './removals.ts';
import type { StartedContainer } from './start-container.ts';

/**
 * Containers started ahead for jobs to come: they hold no word of any job, and stand for any whose plan has the same key.
 * A chain of jobs spends most of its time on starts; one that happens while the former job runs costs nothing.
 */
export interface ReadyPool {
  /** The one that is ready or about to be; undefined for none. It is the taker's from then on. */
  take(key: string): Promise<StartedContainer | undefined>;
  /** Starts one in the background, unless there is one of that key. Trouble with it is no one's: the next job starts its own. */
  fill(key: string, start: () => Promise<StartedContainer>): void;
  /** Removes all. */
  close(): Promise<void>;
}

/** A matrix alternates between a few images; each idle container costs some megabytes. */
const mostKeys = 2;

export function createReadyPool(engine: () => Engine | undefined, removals: Removals): ReadyPool {
  const ready = new Map<string, Promise<StartedContainer | undefined>>();
  let isClosed = false;

  async function discard(starting: Promise<StartedContainer | undefined>): Promise<void> {
    const started = await starting;
    const client = engine()?.client;
    if (started === undefined || client === undefined) return;
    started.driver.stream.close();
    await removals.add(() => removeContainer(client, started.id));
  }

  return {
    async take(key) {
      const starting = ready.get(key);
      ready.delete(key);
      const started = await starting;
      if (started === undefined) return undefined;
      started.driver.stream.hold(true);
      if (started.driver.stream.isOpen) return started;
      await discard(Promise.resolve(started));
      return undefined;
    },
    fill(key, start) {
      if (isClosed || ready.has(key)) return;
      const starting = start().then(
        (started) => {
          // An idle container does not keep this process alive; with its connection it ends by itself.
          started.driver.stream.hold(false);
          return started;
        },
        () => undefined,
      );
      ready.set(key, starting);
      const [oldest] = ready;
      if (ready.size <= mostKeys || oldest === undefined) return;
      ready.delete(oldest[0]);
      void removals.add(() => discard(oldest[1]));
    },
    async close() {
      isClosed = true;
      const all = [...ready.values()];
      ready.clear();
      await Promise.all(all.map(discard));
    },
  };
}
