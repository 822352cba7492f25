import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commonBeginning } from './common-beginning.ts';

it('answers as a look at each pair would', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 5 });
  fc.assert(
    fc.property(fc.array(text), text, (texts, one) => {
      const expected = texts.some((t) => t.startsWith(one) || one.startsWith(t));
      expect(commonBeginning(texts)(one)).toBe(expected);
    }),
  );
});
