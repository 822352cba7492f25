import type { Language } from './languages.ts';

/** The first `.circleci/config.yml`: one job a language, side by side; a job that says hello where none was found. */
export function firstConfig(languages: readonly Language[]): string {
  const jobs = languages.length === 0 ? [hello] : languages.map(jobOf);
  const names = languages.length === 0 ? ['hello'] : languages.map(nameOf);
  return [
    '# Written by orrery init. The language: https://circleci.com/docs/configuration-reference/',
    '# Try it here: orrery run',
    'version: 2.1',
    '',
    'jobs:',
    ...jobs.flatMap((job, i) => [...(i > 0 ? [''] : []), ...job]),
    '',
    'workflows:',
    '  main:',
    '    jobs:',
    ...names.map((name) => `      - ${name}`),
    '',
  ].join('\n');
}

function nameOf(language: Language): string {
  return language.name === 'image' ? 'build-image' : `test-${language.name}`;
}

function jobOf(language: Language): readonly string[] {
  return [
    `  # Because of ${language.because}.`,
    `  ${nameOf(language)}:`,
    '    docker:',
    `      - image: ${language.image}`,
    '    steps:',
    '      - checkout',
    ...language.steps.map((line) => `      ${line}`),
  ];
}

const hello: readonly string[] = [
  '  hello:',
  '    docker:',
  '      - image: cimg/base:current',
  '    steps:',
  '      - checkout',
  '      - run:',
  '          name: Say hello',
  '          command: |',
  '            echo "Hello from $CIRCLE_PROJECT_REPONAME on $CIRCLE_BRANCH"',
  '            ls',
];
