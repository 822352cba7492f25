/** `{{ checksum "a" }}` and the like, read by the rules of Go's text/template. */
export interface Pipeline {
  readonly commands: readonly Command[];
}

export interface Command {
  readonly head: Operand;
  readonly args: readonly Operand[];
  /** `line:offset` as Go counts, and the command as written, both for messages. */
  readonly place: string;
  readonly text: string;
}

export type Operand =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'field'; readonly path: readonly string[] }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline };

/** Text and actions in turn, or a message about what is wrong. */
export function readKeyTemplate(template: string): readonly (string | Pipeline)[] | string {
  const parts: (string | Pipeline)[] = [];
  let at = 0;
  let trimNext = false;
  for (;;) {
    const open = template.indexOf('{{', at);
    let text = template.slice(at, open === -1 ? undefined : open);
    if (trimNext) text = text.trimStart();
    const trimsLeft = open !== -1 && /^-\s/.test(template.slice(open + 2));
    parts.push(trimsLeft ? text.trimEnd() : text);
    if (open === -1) return parts;
    const from = open + 2 + (trimsLeft ? 1 : 0);
    const comment = /^\s*\/\*[\s\S]*?\*\/\s*(-?)\}\}/.exec(template.slice(from));
    if (comment !== null) {
      trimNext = comment[1] === '-';
      at = from + comment[0].length;
      continue;
    }
    const action = readAction(template, from);
    if (typeof action === 'string') return `template: cacheKey:${lineAt(template, open)}: ${action}`;
    parts.push(action.pipeline);
    trimNext = action.trimsRight;
    at = action.end;
  }
}

interface Action {
  readonly pipeline: Pipeline;
  readonly trimsRight: boolean;
  readonly end: number;
}

const token =
  /\s*(?:(?<close>\s-\}\}|\}\})|(?<pipe>\|)|(?<open>\()|(?<shut>\))|(?<text>"(?:[^"\\\n]|\\.)*"|`[^`]*`)|(?<field>(?:\.[\p{L}_][\p{L}\p{N}_]*)+)|(?<name>[\p{L}_][\p{L}\p{N}_]*))/uy;

const known: ReadonlySet<string> = new Set(['arch', 'checksum', 'epoch']);
const goOwn: ReadonlySet<string> = new Set(
  'and break block call continue define else end eq ge gt html if index js le len lt ne not or print printf println range slice template urlquery with'.split(
    ' ',
  ),
);

interface Level {
  readonly commands: Command[];
  operands: Operand[];
  start: number;
}

function readAction(template: string, from: number): Action | string {
  const levels: Level[] = [{ commands: [], operands: [], start: from }];
  let at = from;
  for (;;) {
    token.lastIndex = at;
    const groups = token.exec(template)?.groups;
    const level = levels.at(-1);
    if (level === undefined) return 'unexpected right paren';
    if (groups === undefined) return unreadable(template, at);
    const end = token.lastIndex;
    const isEnd = groups['close'] ?? groups['pipe'] ?? groups['shut'];
    if (isEnd !== undefined) {
      if (!closeCommand(level, template, at)) return 'missing value for command';
    }
    if (groups['close'] !== undefined) {
      if (levels.length > 1) return 'unclosed left paren';
      return { pipeline: { commands: level.commands }, trimsRight: groups['close'].includes('-'), end };
    }
    if (groups['open'] !== undefined) levels.push({ commands: [], operands: [], start: end });
    else if (groups['shut'] !== undefined) {
      levels.pop();
      levels.at(-1)?.operands.push({ kind: 'pipeline', pipeline: { commands: level.commands } });
    } else if (groups['pipe'] === undefined) {
      const operand = readOperand(groups);
      if (typeof operand === 'string') return operand;
      if (level.operands.length === 0) level.start = end - template.slice(at, end).trimStart().length;
      level.operands.push(operand);
    }
    at = end;
  }
}

function closeCommand(level: Level, template: string, end: number): boolean {
  const [head, ...args] = level.operands;
  if (head === undefined) return false;
  const line = lineAt(template, level.start);
  const offset = level.start - (template.lastIndexOf('\n', level.start - 1) + 1);
  const text = template.slice(level.start, end).trim();
  level.commands.push({ head, args, place: `${line}:${offset}`, text });
  level.operands = [];
  return true;
}

function readOperand(groups: Readonly<Record<string, string | undefined>>): Operand | string {
  const { text, field, name = '' } = groups;
  if (text !== undefined)
    return { kind: 'text', value: text.startsWith('`') ? text.slice(1, -1) : unquoted(text) };
  if (field !== undefined) return { kind: 'field', path: field.slice(1).split('.') };
  if (known.has(name)) return { kind: 'function', name };
  if (goOwn.has(name))
    return `"${name}" of Go's templates is not supported here; there are arch, checksum and epoch`;
  return `function "${name}" not defined`;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, (_, c: string) => escapes[c] ?? c);
}

function unreadable(template: string, at: number): string {
  const rest = template.slice(at).trimStart();
  if (rest === '' || !rest.includes('}}')) return 'unclosed action';
  if (rest.startsWith('"')) return 'unterminated quoted string';
  return `unexpected ${JSON.stringify(rest.slice(0, 1))} in an action`;
}

function lineAt(template: string, offset: number): number {
  return template.slice(0, offset).split('\n').length;
}
