import { expect, it } from 'vitest';
import { createRemovals } from './removals.ts';

it('waits for all at the end, those that began meanwhile and those that fail included', async () => {
  const removals = createRemovals();
  const done: string[] = [];
  const first = Promise.withResolvers<void>();
  void removals.add(async () => {
    await first.promise;
    void removals.add(async () => {
      await Promise.resolve();
      done.push('second');
    });
    done.push('first');
  });
  await removals.add(() => Promise.reject(new Error('the engine is gone')));
  const end = removals.allDone().then(() => done.push('end'));
  first.resolve();
  await end;
  expect(done).toEqual(['first', 'second', 'end']);
});
