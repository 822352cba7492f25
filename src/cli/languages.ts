import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `init` found in a folder; one job of the first config is made from each. */
export interface Language {
  readonly name: string;
  /** The file that gave it away. */
  readonly because: string;
  readonly image: string;
  /** Steps between checkout and the tests, as lines of YAML below `steps:`. */
  readonly steps: readonly string[];
}

interface Rule {
  readonly name: string;
  readonly files: readonly RegExp[];
  readonly image: string;
  readonly steps: (folder: string, file: string) => readonly string[];
}

/** The languages of the folder, in a fixed order; empty where none is known. */
export function detectLanguages(folder: string): readonly Language[] {
  const names = readdirSync(folder).toSorted();
  return rules.flatMap((rule) => {
    const because = names.find((name) => rule.files.some((f) => f.test(name)));
    if (because === undefined) return [];
    return [{ name: rule.name, because, image: rule.image, steps: rule.steps(folder, because) }];
  });
}

function run(name: string, ...commands: readonly string[]): string[] {
  if (commands.length === 1) return ['- run:', `    name: ${name}`, `    command: ${commands[0] ?? ''}`];
  return ['- run:', `    name: ${name}`, '    command: |', ...commands.map((c) => `      ${c}`)];
}

/** Steps round an install whose result is kept by the lockfile's content. */
function cached(name: string, lock: string, path: string, install: readonly string[]): string[] {
  const key = `${name}-v1-{{ arch }}-{{ checksum "${lock}" }}`;
  return [
    '- restore_cache:',
    '    keys:',
    `      - ${key}`,
    ...install,
    '- save_cache:',
    `    key: ${key}`,
    '    paths:',
    `      - ${path}`,
  ];
}

function nodeSteps(folder: string): readonly string[] {
  const has = (file: string): boolean => existsSync(join(folder, file));
  const scripts = nodeScripts(folder);
  const script = (name: string, manager: string): string[] =>
    scripts.has(name) ? run(name === 'test' ? 'Test' : 'Build', `${manager} run ${name}`) : [];
  if (has('pnpm-lock.yaml'))
    return [
      ...run(
        'Install',
        'corepack enable --install-directory ~/bin pnpm',
        '~/bin/pnpm install --frozen-lockfile',
      ),
      ...script('build', '~/bin/pnpm'),
      ...script('test', '~/bin/pnpm'),
    ];
  if (has('yarn.lock'))
    return [
      ...cached('yarn', 'yarn.lock', 'node_modules', run('Install', 'yarn install --frozen-lockfile')),
      ...script('build', 'yarn'),
      ...script('test', 'yarn'),
    ];
  const install = has('package-lock.json')
    ? cached('npm', 'package-lock.json', '~/.npm', run('Install', 'npm ci'))
    : run('Install', 'npm install');
  return [...install, ...script('build', 'npm'), ...script('test', 'npm')];
}

function nodeScripts(folder: string): ReadonlySet<string> {
  try {
    const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      scripts?: object;
    };
    return new Set(Object.keys(scripts ?? {}));
  } catch {
    return new Set();
  }
}

function pythonSteps(folder: string): readonly string[] {
  const has = (file: string): boolean => existsSync(join(folder, file));
  const install = has('requirements.txt')
    ? cached(
        'pip',
        'requirements.txt',
        '~/.cache/pip',
        run('Install', 'pip install -r requirements.txt pytest'),
      )
    : run('Install', 'pip install . pytest');
  return [
    ...install,
    ...run('Test', 'mkdir -p test-results', 'pytest --junitxml=test-results/pytest.xml'),
    '- store_test_results:',
    '    path: test-results',
  ];
}

function javaSteps(folder: string, file: string): readonly string[] {
  const wrapper = (name: string, plain: string): string =>
    existsSync(join(folder, name)) ? `./${name}` : plain;
  return file === 'pom.xml'
    ? [
        ...cached('maven', 'pom.xml', '~/.m2', run('Verify', `${wrapper('mvnw', 'mvn')} -B verify`)),
        '- store_test_results:',
        '    path: target/surefire-reports',
      ]
    : [
        ...cached('gradle', file, '~/.gradle/caches', run('Build', `${wrapper('gradlew', 'gradle')} build`)),
        '- store_test_results:',
        '    path: build/test-results',
      ];
}

const rules: readonly Rule[] = [
  { name: 'node', files: [/^package\.json$/], image: 'cimg/node:lts', steps: nodeSteps },
  {
    name: 'python',
    files: [/^pyproject\.toml$/, /^requirements\.txt$/, /^setup\.py$/],
    image: 'cimg/python:3.12',
    steps: pythonSteps,
  },
  {
    name: 'go',
    files: [/^go\.mod$/],
    image: 'cimg/go:1.26',
    steps: (folder) =>
      existsSync(join(folder, 'go.sum'))
        ? [
            ...cached('go', 'go.sum', '~/go/pkg/mod', run('Download', 'go mod download')),
            ...run('Test', 'go vet ./...', 'go test ./...'),
          ]
        : run('Test', 'go vet ./...', 'go test ./...'),
  },
  {
    name: 'rust',
    files: [/^Cargo\.toml$/],
    image: 'cimg/rust:1.83',
    steps: (folder) =>
      existsSync(join(folder, 'Cargo.lock'))
        ? cached('cargo', 'Cargo.lock', 'target', run('Test', 'cargo test --locked'))
        : run('Test', 'cargo test'),
  },
  {
    name: 'java',
    files: [/^pom\.xml$/, /^build\.gradle(?:\.kts)?$/],
    image: 'cimg/openjdk:21.0',
    steps: javaSteps,
  },
  {
    name: 'ruby',
    files: [/^Gemfile$/],
    image: 'cimg/ruby:3.3',
    steps: (folder) => [
      ...(existsSync(join(folder, 'Gemfile.lock'))
        ? cached(
            'gems',
            'Gemfile.lock',
            'vendor/bundle',
            run('Install', 'bundle config set --local path vendor/bundle', 'bundle install'),
          )
        : run('Install', 'bundle install')),
      ...run('Test', existsSync(join(folder, 'spec')) ? 'bundle exec rspec' : 'bundle exec rake test'),
    ],
  },
  {
    name: 'php',
    files: [/^composer\.json$/],
    image: 'cimg/php:8.3',
    steps: () => [
      ...run('Install', 'composer install --no-interaction'),
      ...run('Test', 'vendor/bin/phpunit'),
    ],
  },
  {
    name: 'dotnet',
    files: [/\.sln$/, /\.csproj$/, /\.fsproj$/],
    image: 'mcr.microsoft.com/dotnet/sdk:8.0',
    steps: () => run('Test', 'dotnet test'),
  },
  {
    name: 'image',
    files: [/^Dockerfile$/],
    image: 'cimg/base:current',
    steps: () => ['- setup_remote_docker', ...run('Build the image', 'docker build -t app .')],
  },
];
