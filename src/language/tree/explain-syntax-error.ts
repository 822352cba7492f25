import { CST, Parser, type YAMLParseError } from 'yaml';
import { type Advice, endOfLine, nextContent, type SyntaxTrouble, trouble } from './syntax-trouble.ts';
import { tabIndent } from './tab-indent.ts';
import { maxDepth } from './tree-builder.ts';
import { strayItem, wrongIndent } from './wrong-indent.ts';

/**
 * The parser's first error as a person would put it, at the place that must be changed: the parser names the place
 * where it could not go on, which for a quote or bracket left open is far below.
 */
export function explainSyntaxError(text: string, error: YAMLParseError): SyntaxTrouble {
  const conflict = /^(?:<{7}|={7}|>{7})(?: .*)?$/m.exec(text);
  if (conflict !== null)
    return trouble(conflict.index, conflict.index + 7, 'This line is left over from a merge conflict.', {
      hint: 'Keep one side of the conflict and remove its three marker lines.',
    });
  const explain = explanations[error.code] ?? otherwise;
  return explain(text, error.pos[0], error);
}

type Explain = (text: string, at: number, error: YAMLParseError) => SyntaxTrouble;

const explanations: Partial<Record<string, Explain>> = {
  TAB_AS_INDENT: tabIndent,
  BLOCK_AS_IMPLICIT_KEY: nestedOnOneLine,
  BAD_INDENT: (text, at, error) => (isFlow(error) ? unclosed(text, at) : wrongIndent(text, at)),
  MISSING_CHAR: missingCharacter,
  MULTILINE_IMPLICIT_KEY: keyOverLines,
  BAD_SCALAR_START: (text, at) =>
    trouble(
      at,
      at + 1,
      `A value that begins with "${text[at] ?? ''}" must stand in quotes.`,
      quoteLine(text, at),
    ),
  BAD_ALIAS: (text, at) =>
    trouble(
      at,
      at + 1,
      'A "*" that begins a value makes it an alias, and this one has no name.',
      quoteLine(text, at),
    ),
  BAD_DQ_ESCAPE: (text, at) => {
    const escape = text.slice(at, at + 2);
    return trouble(at, at + 2, `In double quotes ${escape} has no meaning.`, {
      hint: `Write \\${escape} for a backslash, or use single quotes, where it stands for itself.`,
    });
  },
  UNEXPECTED_TOKEN: unexpected,
  MULTIPLE_DOCS: (text, at) =>
    trouble(at, at + 3, 'A second YAML document begins here; a config is one document.', {
      hint: text.startsWith('---', at)
        ? 'Remove this "---" line or what follows it.'
        : 'Keep one of the two.',
    }),
  MULTIPLE_ANCHORS: (_, at) => trouble(at, at + 1, 'A value can have only one anchor (&name).'),
  MULTIPLE_TAGS: (_, at) => trouble(at, at + 1, 'A value can have only one tag (!name).'),
  ALIAS_PROPS: (_, at) => trouble(at, at + 1, 'An alias (*name) can have neither anchor nor tag.'),
  KEY_OVER_1024_CHARS: (_, at) =>
    trouble(at, at + 1, 'A key may have at most 1024 characters; a colon further on ends none.'),
  RESOURCE_EXHAUSTION: (_, at) => ({
    ...trouble(at, at + 1, `Maps and lists stand more than ${maxDepth} levels deep here.`),
    code: 'yaml/too-large',
  }),
};

function otherwise(_: string, at: number, error: YAMLParseError): SyntaxTrouble {
  return trouble(at, Math.max(at + 1, error.pos[1]), `This is not YAML: ${error.message}`);
}

function isFlow(error: YAMLParseError): boolean {
  return /^Flow (?:map|sequence)|Expected flow/.test(error.message);
}

function missingCharacter(text: string, at: number, error: YAMLParseError): SyntaxTrouble {
  if (error.message.startsWith('Comments must')) return commentWithoutBlank(text, at);
  if (error.message.startsWith('Sequence item without')) return wrongIndent(text, at);
  return error.message.startsWith('Missing closing') || isFlow(error)
    ? unclosed(text, at)
    : missingColon(text, at);
}

function commentWithoutBlank(text: string, at: number): SyntaxTrouble {
  const start = text.indexOf('#', at);
  const place = start < 0 ? at : start;
  return trouble(place, place + 1, 'A "#" begins a comment only after a blank.', {
    hint: 'Put a blank before it, or the whole value in quotes if it is part of the text.',
  });
}

/** `a: b: c` on one line, or a value on the key's line and more below it. */
function nestedOnOneLine(text: string, at: number): SyntaxTrouble {
  const end = endOfLine(text, at);
  if (text.slice(text.lastIndexOf('\n', at - 1) + 1, at).trim() === '') return wrongIndent(text, at);
  return /:(?:\s|$)/.test(text.slice(at, end))
    ? trouble(at, end, 'A value that holds a colon and a space must stand in quotes.', quoteLine(text, at))
    : strayLine(text, nextContent(text, end));
}

/** A text that goes on, over lines, up to a colon: a line without its colon, or one below it indented too deep. */
function keyOverLines(text: string, at: number): SyntaxTrouble {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const end = endOfLine(text, at);
  const isPlainItem = /^\s*- +(?![\w./-]+:)/.test(text.slice(lineStart, end));
  return isPlainItem ? strayLine(text, nextContent(text, end)) : missingColon(text, at);
}

function strayLine(text: string, at: number): SyntaxTrouble {
  return trouble(
    at,
    endOfLine(text, at),
    'This line is indented as if it belonged to the value above it, which is complete.',
    {
      hint: 'Indent it as far as the key that it stands beside, or begin the value above on a line of its own.',
    },
  );
}

/** A line that is neither key nor list item. The parser may stand at its end or on the key after it. */
function missingColon(text: string, at: number): SyntaxTrouble {
  const lineStart = text.lastIndexOf('\n', Math.min(at, text.length) - 1) + 1;
  const start = nextContent(text, lineStart);
  const end = endOfLine(text, start);
  const line = text.slice(start, end);
  const glued = /^-?\s*([\w./-]+):(\S.*)$/.exec(line);
  const colon = start + line.indexOf(':') + 1;
  if (glued !== null)
    return trouble(start, end, 'A colon makes a key only with a space after it.', {
      hint: `Write: ${glued[1]}: ${glued[2]}`,
      edits: [{ start: colon, end: colon, text: ' ' }],
    });
  if (line.startsWith('- ')) return strayItem(start, end);
  return trouble(start, end, 'This line is text where a key was expected.', {
    hint: 'A key is written "name: value"; a longer text needs "|" after its key and deeper indentation.',
  });
}

function unexpected(text: string, at: number, error: YAMLParseError): SyntaxTrouble {
  const end = endOfLine(text, at);
  if (error.message.includes('on same line with key'))
    return trouble(at, end, 'A list cannot begin on the line of its key.', {
      hint: 'Begin it on the next line.',
    });
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const before = text.slice(lineStart, at).trimEnd();
  if (before === '') return wrongIndent(text, at);
  if (error.message.startsWith('Block scalar header') || /(?:^|[\s:-])[|>][-+0-9]*$/.test(before))
    return trouble(at, end, 'After "|" or ">" the rest of the line must be empty.', {
      hint: 'Begin the text on the next line.',
    });
  if (!/["'}\]]$/.test(before))
    return trouble(at, end, 'This does not fit here: the value before it is complete.');
  const what = /["']$/.test(before) ? 'quote' : 'bracket';
  return trouble(
    at,
    end,
    `Text follows the ${what} that ends this value.`,
    quoteLine(text, valueStart(text, lineStart, at)),
  );
}

/** Where the value begins that a line's key or dash introduces. */
function valueStart(text: string, lineStart: number, at: number): number {
  const intro = /^\s*(?:- +)*(?:[^\s"'{}[\]][^:]*: +)?/.exec(text.slice(lineStart, at));
  return lineStart + (intro?.[0].length ?? 0);
}

/** The opening quote or bracket that nothing closes. */
function unclosed(text: string, at: number): SyntaxTrouble {
  const token = firstUnclosed(text);
  if (token === undefined) return trouble(at, at + 1, 'A quote or bracket above is not closed.');
  const mark = text[token.offset] ?? '';
  const closing: Partial<Record<string, string>> = { '{': '}', '[': ']' };
  return trouble(token.offset, token.offset + 1, `The ${mark} that begins here is not closed.`, {
    hint: `Add ${closing[mark] ?? mark} where the value ends.`,
  });
}

function firstUnclosed(text: string): { readonly offset: number } | undefined {
  let found: { readonly offset: number } | undefined;
  for (const token of new Parser().parse(text)) {
    if (token.type !== 'document') continue;
    CST.visit(token, ({ key, value }) => {
      found = unclosedToken(key) ?? unclosedToken(value);
      return found === undefined ? undefined : CST.visit.BREAK;
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

function unclosedToken(token: CST.Token | null | undefined): { readonly offset: number } | undefined {
  if (token?.type === 'double-quoted-scalar' || token?.type === 'single-quoted-scalar') {
    const { source } = token;
    return source.length > 1 && source.endsWith(source.charAt(0)) ? undefined : token;
  }
  if (token?.type !== 'flow-collection') return undefined;
  const isClosed = token.end.some((t) => t.type === 'flow-map-end' || t.type === 'flow-seq-end');
  return isClosed ? undefined : token.start;
}

/** The rest of the line, in the quotes that it needs. */
function quoteLine(text: string, at: number): Advice {
  const end = endOfLine(text, at);
  const value = text.slice(at, end);
  if (value.length > 80) return { hint: 'Put the whole value in quotes.' };
  const written = value.includes("'") ? JSON.stringify(value) : `'${value}'`;
  const mayBeComment = / #/.test(value);
  return { hint: `Write: ${written}`, ...(!mayBeComment && { edits: [{ start: at, end, text: written }] }) };
}
