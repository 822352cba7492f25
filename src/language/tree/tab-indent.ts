import { type LocalEdit, type SyntaxTrouble, trouble } from './syntax-trouble.ts';

/** Tabs that indent; all lines that have them are mended at once, each tab by one level of the file's own indentation. */
export function tabIndent(text: string, at: number): SyntaxTrouble {
  let end = at + 1;
  while (text[end] === '\t') end++;
  return trouble(at, end, 'A tab indents this line; YAML takes only spaces there.', {
    hint: 'Replace the tab with spaces.',
    edits: untabbed(text),
  });
}

function untabbed(text: string): readonly LocalEdit[] {
  const level = ' '.repeat(levelOf(text));
  return [...text.matchAll(/^( *)(\t[\t ]*)(?=\S)/gm)].map((m) => {
    const [, spaces = '', tabs = ''] = m;
    const start = m.index + spaces.length;
    return { start, end: start + tabs.length, text: tabs.replaceAll('\t', level) };
  });
}

/** Spaces of the line that is indented least by them; two where there is none. */
function levelOf(text: string): number {
  const indents = [...text.matchAll(/^( +)[^\s#]/gm)].map((m) => m[1]?.length ?? 0);
  return indents.length === 0 ? 2 : Math.min(...indents);
}
