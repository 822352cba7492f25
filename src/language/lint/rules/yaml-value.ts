import { printNumber } from '../../tree/print-scalar.ts';
import type { ScalarNode } from '../../tree/node.ts';
import type { Rule } from '../rule.ts';

/** DOC-02, DOC-03, ENV-04: what YAML reads as a number or boolean reaches the job in that type's own spelling. */
export const yamlValue: Rule = {
  code: 'environment/yaml-value',
  words: ['environment'],
  explanation:
    'Without quotes YAML reads `1.20` as the number 1.2, `010` as 8, `12:30` as 750, and `yes` or `on` as true, and ' +
    'that is what the job sees. Quotes keep the text.',
  variable({ key, value }, report) {
    if (value.kind !== 'scalar' || value.quoted) return;
    const seen = spelling(value);
    if (seen === undefined || seen === value.text) return;
    report(
      'environment/yaml-value',
      value.span,
      `YAML reads ${value.text} as ${seen}, so that is what ${key} comes to.`,
      { hint: `Put it in quotes: "${value.text}"` },
    );
  },
};

/** `1.0` is left alone: whether a whole number keeps its point is known of no output. */
function spelling({ value, text }: ScalarNode): string | undefined {
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number' || /^[-+]?\d+\.0$/.test(text)) return undefined;
  return printNumber(value, text);
}
