import { endOfLine, nextContent, type SyntaxTrouble, trouble } from './syntax-trouble.ts';

/** A line whose indentation fits nothing above it, or something else than it should. */
export function wrongIndent(text: string, at: number): SyntaxTrouble {
  const start = nextContent(text, at);
  const end = endOfLine(text, start);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = start - lineStart;
  const isItem = text.startsWith('- ', start);
  const above = linesAbove(text, lineStart);
  const same = above.find((line) => line.indent === indent);
  if (isItem && same !== undefined && !same.text.startsWith('- ')) return strayItem(start, end);
  if (!isItem && same?.text.startsWith('- ') === true)
    return trouble(start, end, 'This line stands among the items of a list but does not begin with "- ".', {
      hint: "Indent it as a key of the item, or as far as the list's own key.",
    });
  const places = isItem ? above : above.map(asKey);
  const near = [places.findLast((line) => line.indent < indent), places.find((line) => line.indent > indent)];
  const fitting = near.flatMap((line) => (line === undefined ? [] : [`${line.indent} (as "${line.text}")`]));
  return trouble(
    start,
    end,
    `This line is indented by ${indent === 1 ? '1 space' : `${indent} spaces`}, which fits nothing above it.`,
    fitting.length === 0 ? {} : { hint: `Indent it by ${fitting.join(' or ')}.` },
  );
}

export function strayItem(start: number, end: number): SyntaxTrouble {
  return trouble(start, end, 'This list item belongs to no list: the key above it has its value.', {
    hint: 'Remove that value, or indent this line as far as the list that it belongs to.',
  });
}

/** Of a list item what stands behind its dash: a key beside it begins there. */
function asKey({ indent, text }: LineAbove): LineAbove {
  const dash = /^(?:- +)+/.exec(text)?.[0] ?? '';
  return { indent: indent + dash.length, text: text.slice(dash.length) };
}

interface LineAbove {
  readonly indent: number;
  readonly text: string;
}

/** The lines above whose maps and lists are still open, outermost first, each with how far it is indented. */
function linesAbove(text: string, lineStart: number): readonly LineAbove[] {
  const found: LineAbove[] = [];
  let below = Number.POSITIVE_INFINITY;
  for (let end = lineStart - 1; end > 0 && below > 0; end = text.lastIndexOf('\n', end - 1)) {
    const line = text.slice(text.lastIndexOf('\n', end - 1) + 1, end).trimEnd();
    const indent = line.search(/\S/);
    if (indent < 0 || indent >= below || line[indent] === '#') continue;
    below = indent;
    found.unshift({
      indent,
      text: line.length > indent + 30 ? `${line.slice(indent, indent + 29)}…` : line.slice(indent),
    });
  }
  return found;
}
