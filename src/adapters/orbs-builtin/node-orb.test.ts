import { describe, expect, it } from 'vitest';
import { play } from './testing/play-job.ts';

const orbs = { node: 'circleci/node@7.2.1' };
const managers = { npm: '', yarn: '', pnpm: '', bun: '', node: '', corepack: '' };
const files = { 'package.json': '{}', 'package-lock.json': '{}' };

function install(given: Readonly<Record<string, unknown>>, more: Partial<Parameters<typeof play>[0]> = {}) {
  return play({ orbs, step: { 'node/install-packages': given }, files, fakes: managers, ...more });
}

describe('install-packages', () => {
  it('installs with a cache by the lock file', async () => {
    expect((await install({})).transcript).toMatchInlineSnapshot(`
      "- Checking for package.json
      - Determine lockfile
      - restore_cache node-deps-{{ arch }}-v1-{{ .Branch }}-{{ checksum "/tmp/node-project-lockfile" }} | node-deps-{{ arch }}-v1-{{ .Branch }}-{{ checksum "/tmp/node-project-package.json" }} | node-deps-{{ arch }}-v1-{{ .Branch }}-
      - Installing packages with npm
          npm ci
      - save_cache node-deps-{{ arch }}-v1-{{ .Branch }}-{{ checksum "/tmp/node-project-lockfile" }}: ~/.npm
      - Remove temporary files
      "
    `);
  });

  it('has keys as the parameters say', async () => {
    const { transcript } = await install({
      'cache-version': 'v2',
      'cache-only-lockfile': false,
      'include-branch-in-cache-key': false,
      'cache-path': '~/packages',
    });
    const keys = transcript.split('\n').filter((line) => line.includes('_cache'));
    expect(keys).toEqual([
      '- restore_cache node-deps-{{ arch }}-v2-{{ checksum "/tmp/node-project-package.json" }}-{{ checksum "/tmp/node-project-lockfile" }} | node-deps-{{ arch }}-v2-{{ checksum "/tmp/node-project-package.json" }} | node-deps-{{ arch }}-v2-',
      '- save_cache node-deps-{{ arch }}-v2-{{ checksum "/tmp/node-project-package.json" }}-{{ checksum "/tmp/node-project-lockfile" }}: ~/packages',
    ]);
    expect(transcript).toContain('npm config set cache ~/packages');
  });

  it.each([
    ['npm', 'npm ci', '~/.npm'],
    ['yarn', 'yarn install --frozen-lockfile', 'app/node_modules'],
    ['yarn-berry', 'yarn install --immutable', 'app/.yarn/cache'],
    ['pnpm', 'pnpm install --frozen-lockfile', '~/.local/share/pnpm/store'],
    ['bun', 'bun install --frozen-lockfile', '~/.bun/install/cache'],
  ])('%s: %s, caching %s', async (manager, command, path) => {
    const { transcript } = await install(
      { 'pkg-manager': manager, 'app-dir': 'app' },
      { files: { 'app/package.json': '{}', 'app/yarn.lock': '' } },
    );
    expect(transcript).toContain(`with ${manager}\n    ${command}\n- save_cache`);
    expect(transcript).toContain(`: ${path}\n`);
  });

  it('checks the cache of a zero install when yarn.lock has changed', async () => {
    const given = { 'pkg-manager': 'yarn-berry', 'cache-path': '.yarn/cache', 'check-cache': 'always' };
    const { transcript } = await install(given, { files: { ...files, '.yarn/cache/a.zip': '' } });
    expect(transcript).toContain('yarn install --immutable --immutable-cache --check-cache\n');
  });

  it('runs another command, without a cache', async () => {
    const { transcript, failed } = await install({
      'override-ci-command': 'npm ci --omit=dev && npm run "build it"',
      'with-cache': false,
    });
    expect(failed).toBe(false);
    expect(transcript).toBe(
      "- Checking for package.json\n- Installing packages with npm\n    npm ci --omit=dev\n    npm run 'build it'\n",
    );
  });

  it('fails as the manager does, and where there is no package.json', async () => {
    expect((await install({}, { fakes: { ...managers, npm: 'exit 3' } })).transcript).toContain('exit 3');
    const without = await install({}, { files: {} });
    expect(without).toMatchObject({ failed: true, output: expect.stringContaining('no package.json') });
  });
});

describe('test', () => {
  it.each([
    [{ 'test-results-for': 'jest' }, 'npm run test -- --reporters=default --reporters=jest-junit'],
    [{ 'pkg-manager': 'yarn', 'test-results-for': 'mocha' }, 'yarn run test --reporter mocha-multi'],
    [{ 'pkg-manager': 'pnpm', 'run-command': 'test:ci' }, 'pnpm run test:ci\n'],
  ])('%j', async (given, command) => {
    const { transcript } = await play({
      orbs,
      job: { 'node/test': { 'app-dir': '.', ...given } },
      files,
      fakes: managers,
    });
    expect(transcript).toContain(command);
    expect(transcript.endsWith('- store_test_results\n')).toBe('test-results-for' in given);
  });

  it('names the reporter that is missing', async () => {
    const { output, failed } = await play({
      orbs,
      job: { 'node/test': { 'app-dir': '.', 'test-results-for': 'jest' } },
      files,
      fakes: { ...managers, node: 'exit 1' },
    });
    expect(failed).toBe(true);
    expect(output).toContain('need the package jest-junit');
  });
});

it('runs a script, with steps before and after the packages', async () => {
  const { transcript } = await play({
    orbs,
    job: {
      'node/run': {
        'app-dir': '.',
        'npm-run': 'build',
        setup: [{ run: { name: 'Before', command: 'true' } }],
        post_install_steps: [{ run: { name: 'After', command: 'true' } }],
        'artifacts-path': 'dist',
      },
    },
    files,
    fakes: managers,
  });
  const names = transcript.split('\n').filter((line) => line.startsWith('- '));
  expect(names).toMatchInlineSnapshot(`
    [
      "- checkout",
      "- Before",
      "- Checking for package.json",
      "- Determine lockfile",
      "- restore_cache node-deps-{{ arch }}-v1-{{ checksum "/tmp/node-project-lockfile" }} | node-deps-{{ arch }}-v1-{{ checksum "/tmp/node-project-package.json" }} | node-deps-{{ arch }}-v1-",
      "- Installing packages with npm",
      "- save_cache node-deps-{{ arch }}-v1-{{ checksum "/tmp/node-project-lockfile" }}: ~/.npm",
      "- Remove temporary files",
      "- After",
      "- Run a script with npm",
      "- store_artifacts",
    ]
  `);
  expect(transcript).toContain('npm run build');
});

describe('install', () => {
  it.each([
    ['22', 'v22.11.0', true],
    ['22.11.0', 'v22.11.0', true],
    ['v22', 'v22.11.0', true],
    ['2', 'v22.11.0', false],
    ['20', 'v22.11.0', false],
  ])('%s is met by %s: %s', async (version, found, isMet) => {
    const { failed, output } = await play({
      orbs,
      step: { 'node/install': { 'node-version': version } },
      fakes: { node: `echo ${found}`, curl: 'exit 6' },
    });
    expect(failed).toBe(!isMet);
    expect(output).toContain(isMet ? 'is there already' : 'nvm cannot be fetched');
  });

  it('takes the version of .nvmrc', async () => {
    const { failed } = await play({
      orbs,
      step: 'node/install',
      files: { '.nvmrc': 'v22.11\n' },
      fakes: { node: 'echo v22.11.0' },
    });
    expect(failed).toBe(false);
  });

  it('installs by nvm, and hands it on', async () => {
    const { transcript, read, home, failed } = await play({
      orbs,
      step: { 'node/install': { 'install-yarn': true, 'yarn-version': '1.22.22' } },
      // The installer that is fetched leaves an nvm that only notes its calls.
      fakes: {
        ...managers,
        node: 'echo v1.0.0',
        curl: `echo 'echo "nvm() { noted-nvm \\"\\$@\\"; }" >"$NVM_DIR/nvm.sh"'`,
        'noted-nvm': '',
        yarn: 'echo 1.22.19',
        npm: '[ "$1" != root ] || echo /tmp',
      },
    });
    expect(failed).toBe(false);
    expect(transcript).toContain("noted-nvm install 'lts/*'");
    expect(transcript).toContain('npm install -g --fetch-timeout=60000 --fetch-retries=2 yarn@1.22.22');
    expect(read(`${home}/bash-env`)).toContain('nvm use default');
  });
});
