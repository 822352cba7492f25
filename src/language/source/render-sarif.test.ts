import { expect, it } from 'vitest';
import { findings } from './diagnostic.ts';
import { renderSarif } from './render-sarif.ts';
import type { SourceFile } from './source-file.ts';
import { fileId, type Span } from './span.ts';

const config: SourceFile = {
  id: fileId('.circleci/my config.yml'),
  text: 'version: 2.1\njobs:\n  build: {stpes: []}\n',
};
const orb: SourceFile = { id: fileId('orb:acme/kit@1.0.0'), text: 'commands: {}\n' };
const files = new Map([config, orb].map((f) => [f.id, f]));

function at({ id, text }: SourceFile, word: string): Span {
  const start = text.indexOf(word);
  return { file: id, start, end: start + word.length };
}

it('prints rules, places, ways and edits as SARIF has them', () => {
  const { report, all } = findings();
  report('config/unknown-key', at(config, 'stpes'), 'The job "build" has no key "stpes".', {
    related: [{ span: at(orb, 'commands'), message: 'in the orb, here' }],
    hint: 'Did you mean "steps"?',
    fix: [{ span: at(config, 'stpes'), text: 'steps' }],
  });
  report('config/empty-job', at(config, 'build'), 'The job "build" is empty.', { severity: 'hint' });
  const log = renderSarif(all, files, {
    version: '1.2.3',
    explanations: new Map([['config/unknown-key', 'This place does not take that key.']]),
  });
  expect(log).toEqual({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Orrery',
            version: '1.2.3',
            semanticVersion: '1.2.3',
            rules: [
              {
                id: 'config/empty-job',
                name: 'ConfigEmptyJob',
                shortDescription: {
                  text: 'A job has no body; it can be there only as long as nothing uses it.',
                },
                help: { text: 'A job has no body; it can be there only as long as nothing uses it.' },
              },
              {
                id: 'config/unknown-key',
                name: 'ConfigUnknownKey',
                shortDescription: { text: 'A key is not part of the CircleCI schema at this place.' },
                help: {
                  text: 'This place does not take that key.',
                  markdown: 'This place does not take that key.',
                },
              },
            ],
          },
        },
        columnKind: 'utf16CodeUnits',
        artifacts: [
          { location: { uri: '.circleci/my%20config.yml' } },
          { location: { uri: 'orb:acme/kit@1.0.0' }, contents: { text: orb.text } },
        ],
        results: [
          {
            ruleId: 'config/unknown-key',
            ruleIndex: 1,
            level: 'error',
            message: { text: 'The job "build" has no key "stpes". Did you mean "steps"?' },
            locations: [{ physicalLocation: place(3, 11, 16) }],
            relatedLocations: [
              {
                id: 0,
                message: { text: 'in the orb, here' },
                physicalLocation: {
                  artifactLocation: { uri: 'orb:acme/kit@1.0.0', index: 1 },
                  region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 9 },
                },
              },
            ],
            fixes: [
              {
                description: { text: 'Did you mean "steps"?' },
                artifactChanges: [
                  {
                    artifactLocation: { uri: '.circleci/my%20config.yml' },
                    replacements: [
                      { deletedRegion: place(3, 11, 16).region, insertedContent: { text: 'steps' } },
                    ],
                  },
                ],
              },
            ],
          },
          {
            ruleId: 'config/empty-job',
            ruleIndex: 0,
            level: 'note',
            message: { text: 'The job "build" is empty.' },
            locations: [{ physicalLocation: place(3, 3, 8) }],
          },
        ],
      },
    ],
  });
});

function place(line: number, from: number, to: number) {
  return {
    artifactLocation: { uri: '.circleci/my%20config.yml', index: 0 },
    region: { startLine: line, startColumn: from, endLine: line, endColumn: to },
  };
}
