import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gather } from './gather.ts';

it('gives all that it got, in order, in full batches and a rest', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 9000 }), { maxLength: 12 }), (chunks) => {
      const batches: Buffer[] = [];
      const gatherer = gather(4096, (batch) => batches.push(batch));
      for (const chunk of chunks) gatherer.add(chunk);
      expect(batches.every((batch) => batch.length === 4096)).toBe(true);
      const rest = gatherer.rest() ?? Buffer.alloc(0);
      expect(rest.length).toBeLessThan(4096);
      expect(Buffer.concat([...batches, rest]).equals(Buffer.concat(chunks))).toBe(true);
      expect(gatherer.rest()).toBeUndefined();
    }),
  );
});

it('keeps no hold of the chunk', () => {
  const gatherer = gather(4096, () => {});
  const chunk = Buffer.from('first');
  gatherer.add(chunk);
  chunk.fill('x');
  expect(gatherer.rest()?.toString()).toBe('first');
});
