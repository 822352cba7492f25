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
