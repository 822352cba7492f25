import { expect, it } from 'vitest';
import { splitWords } from './split-words.ts';

it.each([
  ['postgres -c fsync=off', ['postgres', '-c', 'fsync=off']],
  ['  a   b ', ['a', 'b']],
  [`sh -c "echo \\"hi\\" 'there'"`, ['sh', '-c', `echo "hi" 'there'`]],
  [`--title='two words' x\\ y`, ['--title=two words', 'x y']],
  [`it's`, [`it's`]],
  ['', []],
])('%j', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});
