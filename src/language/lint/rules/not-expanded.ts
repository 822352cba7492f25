import { writtenText } from '../plain-text.ts';
import type { Rule } from '../rule.ts';

/** Bash itself expands these when it reads them. */
const expandedByShell = new Set(['BASH_ENV', 'ENV', 'PS1', 'PS2', 'PS4', 'PROMPT_COMMAND']);

/** ENV-02. */
export const notExpanded: Rule = {
  code: 'environment/not-expanded',
  words: ['environment'],
  explanation:
    'Values under `environment` are taken as they stand: `PATH: $PATH:/opt/bin` sets PATH to that very text, and no ' +
    'command is found any more. Variables that are made of others are exported in a step, by way of `$BASH_ENV`.',
  variable({ key, value }, report) {
    const text = writtenText(value);
    if (text === undefined || expandedByShell.has(key)) return;
    const variable = /\$(?:\{[A-Za-z_]\w*\}|[A-Z_][A-Z0-9_]+|\([a-z].*?\))/.exec(text)?.[0];
    if (variable !== undefined)
      report(
        'environment/not-expanded',
        value.span,
        `${variable} is not filled in here: ${key} gets this text as it stands.`,
        { hint: `In a run step write: echo 'export ${key}="${text}"' >> "$BASH_ENV"` },
      );
    else if (/^~(?:\/|$)/.test(text))
      report(
        'environment/not-expanded',
        value.span,
        `"~" is not filled in here: ${key} gets this text as it stands, and not every program reads it as the home folder.`,
        { severity: 'hint' },
      );
  },
};
