import type {
  JobChange,
  LineChange,
  SettingChange,
  StepChange,
  StepText,
} from '../plan/compare/comparison.ts';
import type { Style } from './style.ts';

/** How a job changed, line by line. */
export function jobChangeLines({ settings, steps }: JobChange, style: Style): readonly string[] {
  return [...settings.map((s) => settingLine(s, style)), ...steps.flatMap((step) => stepLines(step, style))];
}

/** A key with what it was and is; a value that looks secret is not shown. */
export function settingLine(change: SettingChange, style: Style): string {
  const { key } = change;
  switch (change.kind) {
    case 'list': {
      const words = [...change.added.map((x) => `+ ${x}`), ...change.removed.map((x) => `- ${x}`)];
      return `${style.yellow('~')} ${key}: ${words.join(', ')}`;
    }
    case 'hidden':
      if (!change.before) return style.green(`+ ${key} (its value is not shown)`);
      if (!change.after) return style.red(`- ${key}`);
      return `${style.yellow('~')} ${key} changed (its value is not shown)`;
    case 'value': {
      const { before, after } = change;
      if (before === null) return style.green(`+ ${key}: ${oneLine(after)}`);
      if (after === null) return style.red(`- ${key}: ${oneLine(before)}`);
      return `${style.yellow('~')} ${key}: ${oneLine(before)} → ${oneLine(after)}`;
    }
  }
}

function stepLines(change: StepChange, style: Style): readonly string[] {
  const { step } = change;
  switch (change.kind) {
    case 'added':
      return [style.green(`+ step ${change.to} ${title(step)}`), ...commandLines(step, '+', style.green)];
    case 'removed':
      return [style.red(`- step ${change.from} ${title(step)}`), ...commandLines(step, '-', style.red)];
    case 'moved':
      return [`${style.yellow('>')} step ${change.to} ${title(step)}, which was step ${change.from}`];
    case 'changed':
      return [
        `${style.yellow('~')} step ${change.to} ${title(step)}${change.isMoved ? `, which was step ${change.from}` : ''}`,
        ...change.settings.map((s) => `    ${settingLine(s, style)}`),
        ...change.command.map((line) => `    ${commandLine(line, style)}`),
      ];
  }
}

/** The name of a run step says enough; another one's type is worth a word. */
function title({ name, type }: StepText): string {
  return type === 'run' ? oneLine(name) : `${oneLine(name)} (${type})`;
}

const mostLines = 12;

/** The command, where the name does not say it already. */
function commandLines(
  { name, command }: StepText,
  sign: string,
  paint: (text: string) => string,
): readonly string[] {
  if (command === null || command.trim() === name) return [];
  const lines = command.trimEnd().split('\n');
  const left = lines.length - mostLines;
  return [
    ...lines.slice(0, mostLines).map((line) => paint(`    ${sign} ${line}`)),
    ...(left > 0 ? [paint(`    ${sign} … ${left} more`)] : []),
  ];
}

function commandLine({ kind, text }: LineChange, style: Style): string {
  switch (kind) {
    case 'added':
      return style.green(`+ ${text}`);
    case 'removed':
      return style.red(`- ${text}`);
    case 'same':
      return style.dim(`  ${text}`);
    case 'gap':
      return style.dim(`  … ${text} the same`);
  }
}

function oneLine(text: string | null): string {
  const line = (text ?? '').replaceAll(/\s*\n\s*/g, ' ⏎ ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
