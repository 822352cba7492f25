import { findEntry } from '../../tree/node.ts';
import { oneOrMany, plainText } from '../plain-text.ts';
import type { Rule } from '../rule.ts';

const fields = [
  { what: 'minute', min: 0, max: 59 },
  { what: 'hour', min: 0, max: 23 },
  { what: 'day of the month', min: 1, max: 31 },
  { what: 'month', min: 1, max: 12 },
  { what: 'day of the week', min: 0, max: 7 },
] as const;

/** WFL-76: the compiler takes any text. */
export const scheduleCron: Rule = {
  code: 'schedule/cron',
  words: ['cron'],
  explanation:
    'CircleCI takes any text as `cron` and then runs what it understands: five fields, in UTC, without steps (`*/20`), ' +
    'without ranges in lists (`1-3,5`) and without ranges of named days (`Tue-Sat`).',
  workflow({ body }, report) {
    for (const trigger of oneOrMany(findEntry(body, 'triggers')?.value)) {
      const schedule = trigger.kind === 'map' ? findEntry(trigger, 'schedule')?.value : undefined;
      const cron = schedule?.kind === 'map' ? findEntry(schedule, 'cron')?.value : undefined;
      const text = plainText(cron);
      const trouble = text === undefined ? undefined : troubleWith(text);
      if (cron !== undefined && trouble !== undefined)
        report('schedule/cron', cron.span, trouble.message, { hint: trouble.hint });
    }
  },
};

interface Trouble {
  readonly message: string;
  readonly hint: string;
}

function troubleWith(cron: string): Trouble | undefined {
  const given = cron.trim().split(/\s+/);
  if (given.length !== 5)
    return {
      message: `A cron text has five fields; this one has ${given.length}.`,
      hint: 'They are minute, hour, day of the month, month, day of the week: 0 2 * * 1-5',
    };
  for (const [i, { what, min, max }] of fields.entries()) {
    const field = given[i] ?? '';
    if (field.includes('/'))
      return {
        message: `Steps such as "${field}" are not supported in a schedule.`,
        hint: `Write the ${what}s out: ${expanded(field, min, max)}`,
      };
    if (field.includes(',') && field.includes('-'))
      return {
        message: `"${field}" is a range in a list, which is not supported.`,
        hint: 'Write each value.',
      };
    if (/[a-z]-[a-z]/i.test(field))
      return {
        message: `"${field}" is a range of names, which is not supported.`,
        hint: 'Write numbers: 1-5 is Monday to Friday.',
      };
    const outside = field.match(/\d+/g)?.find((n) => Number(n) < min || Number(n) > max);
    if (outside !== undefined)
      return {
        message: `There is no ${what} ${outside} in a schedule.`,
        hint: `It goes from ${min} to ${max}.`,
      };
  }
  return undefined;
}

/** What `*\/20`, `8/2` or `8-18/2` stand for. */
function expanded(field: string, min: number, max: number): string {
  const [, first, last, by] = /^(?:\*|(\d+)(?:-(\d+))?)\/(\d+)$/.exec(field) ?? [];
  const step = Number(by ?? 0);
  if (step < 1) return 'one by one, with commas';
  const values: number[] = [];
  for (let value = Number(first ?? min); value <= Number(last ?? max); value += step) values.push(value);
  return values.join(',');
}
