import { stripVTControlCharacters } from 'node:util';

/**
 * A line of a job's output, safe to print: of escape sequences only colours stay, and those only where colours are
 * wanted; a progress bar that was drawn over (`\r`) shows as it stood at last.
 */
export function printable(line: string, withColours: boolean): string {
  let text = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (text.includes('\r')) text = text.slice(text.lastIndexOf('\r') + 1);
  if (text.includes('\u001b')) text = withColours ? onlyColours(text) : stripVTControlCharacters(text);
  return text.replace(control, '');
}

const control = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f\u0080-\u009f]|\u001b(?!\[[0-9;]*m)/g;

function onlyColours(text: string): string {
  const colours: string[] = [];
  const kept = text.replace(/\u001b\[[0-9;]*m/g, (code) => {
    colours.push(code);
    return '\u0000';
  });
  let next = 0;
  const plain = stripVTControlCharacters(kept).replace(/\u0000/g, () => colours[next++] ?? '');
  return colours.length === 0 ? plain : `${plain}\u001b[0m`;
}
