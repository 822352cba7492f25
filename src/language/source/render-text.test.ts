import { expect, it } from 'vitest';
import { findings } from './diagnostic.ts';
import { sortFindings } from './sort-findings.ts';
import { renderText } from './render-text.ts';
import type { SourceFile } from './source-file.ts';
import { fileId } from './span.ts';

const text = 'version: 2.1\njobs:\n  build:\n    stpes: []\n';
const file: SourceFile = { id: fileId('.circleci/config.yml'), text };
const files = new Map([[file.id, file]]);
const at = (word: string) => ({
  file: file.id,
  start: text.indexOf(word),
  end: text.indexOf(word) + word.length,
});

it('shows place, message, line and caret', () => {
  const { report, all } = findings();
  report('config/unknown-key', at('stpes'), 'A job has no key "stpes".', {
    related: [{ span: at('build'), message: 'in the job declared here' }],
    hint: 'Did you mean "steps"?',
  });
  expect(renderText(all, files)).toBe(
    [
      '.circleci/config.yml:4:5  error  config/unknown-key',
      '  A job has no key "stpes".',
      '',
      '  3 |   build:',
      '  4 |     stpes: []',
      '    |     ^^^^^',
      '  in the job declared here: .circleci/config.yml:3:3',
      '  Did you mean "steps"?',
      '',
    ].join('\n'),
  );
});

it('sorts by place and shows a finding once', () => {
  const { report, all } = findings();
  report('config/unknown-key', at('stpes'), 'twice');
  report('config/missing-key', at('build'), 'once');
  report('config/unknown-key', at('stpes'), 'twice');
  expect(sortFindings(all).map((d) => d.message)).toEqual(['once', 'twice']);
});

it('paints the place, the severity and the caret, and says what is mended by what', () => {
  const { report, all } = findings();
  report('config/unknown-key', at('stpes'), 'A job has no key "stpes".', {
    severity: 'warning',
    fix: [{ span: at('stpes'), text: 'steps' }],
  });
  const tag = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
  const paint = {
    bold: tag('b'),
    dim: tag('d'),
    red: tag('r'),
    yellow: tag('y'),
    blue: tag('u'),
  };
  expect(renderText(all, files, { paint, mender: '--fix' }).split('\n')).toEqual([
    '<b>.circleci/config.yml:4:5</b>  <y>warning</y>  <d>config/unknown-key</d>',
    '  A job has no key "stpes".',
    '',
    '  <d>3 |</d>   build:',
    '  <d>4 |</d>     stpes: []',
    '  <d>  |</d>     <y>^^^^^</y>',
    '  --fix mends this.',
    '',
  ]);
});

it('shows the part of a long line where the place is', () => {
  const long: SourceFile = {
    id: fileId('long.yml'),
    text: `a: ${'x'.repeat(300)} here ${'y'.repeat(300)}\n`,
  };
  const { report, all } = findings();
  const start = long.text.indexOf('here');
  report('config/wrong-value', { file: long.id, start, end: start + 4 }, 'There.');
  const [, , , line = '', caret = ''] = renderText(all, new Map([[long.id, long]])).split('\n');
  expect(line.length).toBeLessThan(175);
  expect(line.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('here');
});

it('tells a fault that is met with several values once, with the other places', () => {
  const { report, all } = findings();
  for (const word of ['build', 'stpes', 'jobs'])
    report('config/wrong-value', at(word), `found ${word}`, { group: 'one' });
  expect(sortFindings(all).map((d) => [d.message, d.related.map((r) => r.message)])).toEqual([
    ['found build', ['the same here', 'the same here']],
  ]);
});
