import { expect, it } from 'vitest';
import { createScreen } from './screen.ts';

/** What a terminal shows after the writes: enough of one to judge our sequences. */
function show(writes: readonly string[], columns: number): readonly string[] {
  const rows: string[] = [''];
  let [row, column] = [0, 0];
  const text = writes.join('');
  for (let i = 0; i < text.length; i += 1) {
    const code = /^\u001b\[(\??[0-9]*)([A-Za-z])/.exec(text.slice(i));
    if (code !== null) {
      i += (code[0]?.length ?? 1) - 1;
      if (code[2] === 'A') row = Math.max(0, row - Number(code[1] || 1));
      if (code[2] === 'K') rows[row] = (rows[row] ?? '').slice(0, column);
      if (code[2] === 'J') {
        rows[row] = (rows[row] ?? '').slice(0, column);
        rows.length = row + 1;
      }
    } else if (text[i] === '\n') [row, column] = [row + 1, 0];
    else if (text[i] === '\r') column = 0;
    else {
      if (column >= columns) [row, column] = [row + 1, 0];
      const line = (rows[row] ?? '').padEnd(column);
      rows[row] = line.slice(0, column) + (text[i] ?? '') + line.slice(column + 1);
      column += 1;
    }
    while (rows.length <= row) rows.push('');
  }
  return rows;
}

it('draws over what it drew, and gives the place back', () => {
  const writes: string[] = ['before\n'];
  const screen = createScreen(
    (text) => writes.push(text),
    () => ({ columns: 20 }),
  );
  screen.draw(['one', 'a long line', 'three']);
  screen.draw(['one', 'short']);
  expect(show(writes, 20)).toEqual(['before', 'one', 'short', '']);
  screen.draw(['a', 'b', 'c', 'd']);
  expect(show(writes, 20)).toEqual(['before', 'a', 'b', 'c', 'd', '']);
  screen.close();
  writes.push('after\n');
  expect(show(writes, 20)).toEqual(['before', 'after', '']);
});

it('writes nothing when nothing changed, and once a frame otherwise', () => {
  const writes: string[] = [];
  const screen = createScreen(
    (text) => writes.push(text),
    () => ({ columns: 20 }),
  );
  screen.draw(['one']);
  screen.draw(['one']);
  screen.draw(['two']);
  expect(writes).toHaveLength(2);
});

it('finds its first line again when a narrower terminal wrapped the others', () => {
  let columns = 20;
  const writes: string[] = [];
  const screen = createScreen(
    (text) => writes.push(text),
    () => ({ columns }),
  );
  screen.draw(['x'.repeat(19), 'y'.repeat(5)]);
  columns = 10;
  screen.draw(['x'.repeat(9), 'y'.repeat(5)]);
  // The terminal shows the old frame on three rows now: two for the first line, one for the second.
  expect(writes[1]).toContain('\u001b[3A\r\u001b[J');
});
