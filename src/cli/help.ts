import { displayWidth, pad, type Style } from './style.ts';
import type { Argument, Flag, Verb } from './verb.ts';
import { families, familyOf, type VerbEntry, verbs } from './verbs.ts';
import { version } from './version.ts';

/** `orrery --help`. */
export function topHelp(style: Style): string {
  const lines = [
    `orrery ${version}: runs CircleCI pipelines on this machine, offline, in containers or on the host.`,
    '',
    'Usage: orrery VERB [ARGUMENTS] [FLAGS]',
  ];
  for (const group of ['Run', 'Look', 'Act', 'Config', 'Set up'] as const) {
    lines.push('', style.bold(group));
    for (const [name, text] of rowsOf(group)) lines.push(`  ${pad(name, 17)} ${text}`);
  }
  lines.push(
    '',
    'orrery VERB --help tells more. Each flag can also be set by ORRERY_<FLAG>: ORRERY_EXECUTOR=host.',
  );
  return `${lines.join('\n')}\n`;
}

/** A line a verb, or a line a family of verbs. */
function rowsOf(group: VerbEntry['group']): ReadonlyMap<string, string> {
  const rows = new Map<string, string>();
  for (const { name, summary } of verbs.filter((v) => v.group === group)) {
    const family = familyOf(name);
    if (family === undefined) rows.set(name, summary);
    else rows.set(family, `${membersOf(family).join(', ')}: ${families[family] ?? summary}`);
  }
  return rows;
}

function membersOf(family: string): readonly string[] {
  return verbs.filter((v) => familyOf(v.name) === family).map((v) => v.name.slice(family.length + 1));
}

/** `orrery VERB --help`: at most 40 lines, with examples, since people and agents read no further. */
export function verbHelp(verb: Verb, style: Style): string {
  const lines = [
    `${verb.summary}.`,
    '',
    `Usage: ${verb.program ?? 'orrery'} ${verb.name}${verb.arguments.map(usageOf).join('')}${verb.flags.length > 0 ? ' [FLAGS]' : ''}`,
  ];
  const rows = [
    ...verb.arguments.map((a) => [a.name, a.text] as const),
    ...verb.flags.filter((f) => f.isHidden !== true).map((f) => [nameOf(f), textOf(f)] as const),
  ];
  const width = Math.min(26, Math.max(0, ...rows.map(([name]) => displayWidth(name))));
  if (rows.length > 0) lines.push('', ...rows.map(([name, text]) => `  ${pad(name, width)}  ${text}`));
  if (verb.notes !== undefined) lines.push('', ...verb.notes);
  const command = Math.max(0, ...verb.examples.map(([line]) => line.length));
  lines.push(
    '',
    style.bold('Examples'),
    ...verb.examples.map(([line, what]) => `  ${pad(line, command)}  ${style.dim(`# ${what}`)}`),
  );
  return `${lines.join('\n')}\n`;
}

function usageOf(a: Argument): string {
  const name = a.isList ? `${a.name}…` : a.name;
  return a.isRequired ? ` ${name}` : ` [${name}]`;
}

function nameOf(flag: Flag): string {
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  const value = flag.value ?? undefined;
  return `${short}--${flag.name}${value === undefined ? '' : ` ${value}`}`;
}

function textOf(flag: Flag): string {
  return `${flag.text}${flag.isList ? ' (may be repeated)' : ''}`;
}
