import { describe, expect, it } from 'vitest';
import { play } from './testing/play-job.ts';

const orbs = { docker: 'circleci/docker@2.6.0', python: 'circleci/python@3.2.0' };

describe('circleci/docker', () => {
  const environment = { DOCKER_LOGIN: 'kim', DOCKER_PASSWORD: 'pa ss', CIRCLE_SHA1: '5f3e1a2b' };

  it('builds and pushes, with steps of the user in between', async () => {
    const named = (name: string) => [{ run: { name, command: 'true' } }];
    const job = {
      'docker/publish': {
        image: 'me/web',
        tag: '$CIRCLE_SHA1,latest',
        cache_from: 'me/web:cache',
        extra_build_args: '--build-arg="WHO=Kim Lee"',
        after_checkout: named('After checkout'),
        before_build: named('Before build'),
        after_build: named('After build'),
      },
    };
    const docker = 'case "$*" in login*) [ "$(cat)" = "pa ss" ] ;; esac';
    const { transcript, failed } = await play({ orbs, job, environment, fakes: { docker } });
    expect(failed).toBe(false);
    expect(transcript).toMatchInlineSnapshot(`
      "- checkout
      - After checkout
      - Docker login
          docker login --username kim --password-stdin docker.io
      - Before build
      - Docker build
          docker pull me/web:cache
          docker build -f ./Dockerfile -t docker.io/me/web:5f3e1a2b -t docker.io/me/web:latest --cache-from me/web:cache '--build-arg=WHO=Kim Lee' .
      - After build
      - Docker push
          docker push docker.io/me/web:5f3e1a2b
          docker push docker.io/me/web:latest
      "
    `);
  });

  it('pushes nothing without deploy, and checks the Dockerfile where asked to', async () => {
    const job = {
      'docker/publish': {
        image: 'me/web',
        deploy: false,
        'lint-dockerfile': true,
        'treat-warnings-as-errors': true,
      },
    };
    const { transcript } = await play({ orbs, job, environment, fakes: { docker: '', hadolint: '' } });
    expect(transcript).toBe(`- checkout
- Docker build
    hadolint --failure-threshold warning ./Dockerfile
    docker build -f ./Dockerfile -t docker.io/me/web:5f3e1a2b .
`);
  });

  it('writes the digest of what was pushed, and names a variable that is missing', async () => {
    const step = { 'docker/push': { image: 'me/web', 'digest-path': 'out/digest' } };
    const docker = 'case "$*" in *inspect*) echo sha256:1 ;; esac';
    expect((await play({ orbs, step, environment, fakes: { docker } })).read('out/digest')).toBe(
      'sha256:1\n',
    );
    const missing = await play({ orbs, step: 'docker/check', fakes: { docker } });
    expect(missing).toMatchObject({
      failed: true,
      output: expect.stringContaining('DOCKER_LOGIN has to hold'),
    });
  });

  it.each([true, false])('passes over an image that cannot be pulled: %s', async (isIgnored) => {
    const step = { 'docker/pull': { images: 'a:1, b:2', 'ignore-docker-pull-failure': isIgnored } };
    const docker = 'case "$*" in *a:1*) exit 1 ;; esac';
    const { failed, transcript } = await play({ orbs, step, environment, fakes: { docker } });
    expect(failed).toBe(!isIgnored);
    expect(transcript.includes('docker pull b:2')).toBe(isIgnored);
  });
});

describe('circleci/python', () => {
  const managers = { python: 'echo Python 3.12.1', pip: '', poetry: '', pipenv: '', uv: '', pytest: '' };
  const install = (given: Readonly<Record<string, unknown>>, files: Readonly<Record<string, string>>) =>
    play({ orbs, step: { 'python/install-packages': given }, files, fakes: managers });

  it('installs from a cache by the lock file and the version of Python', async () => {
    const { transcript } = await install({}, { 'requirements.txt': 'x\n' });
    expect(transcript).toMatchInlineSnapshot(`
      "- Link lockfile
          python --version
      - restore_cache v1-cci_pycache-{{ .Branch }}-{{ checksum "/tmp/cci_pycache/lockfile" }}-{{ checksum "/tmp/python-version" }}-
      - Move restored cache
      - Install dependencies
          pip install -r requirements.txt
      - Copy to cache directory
      - save_cache v1-cci_pycache-{{ .Branch }}-{{ checksum "/tmp/cci_pycache/lockfile" }}-{{ checksum "/tmp/python-version" }}-: /tmp/cci_pycache
      "
    `);
  });

  it.each([
    ['uv.lock', 'uv sync'],
    ['poetry.lock', 'poetry install --no-ansi'],
    ['Pipfile', 'pipenv install'],
    ['requirements.txt', 'pip install -r requirements.txt'],
    ['setup.py', 'pip install -e .'],
  ])('goes by %s: %s', async (file, command) => {
    const { transcript } = await install({}, { [file]: '' });
    expect(transcript).toContain(`- Install dependencies\n    ${command}\n`);
  });

  it('takes arguments as the shell does, and no file where none is named', async () => {
    const given = {
      'pkg-manager': 'pip',
      'pip-dependency-file': '',
      args: '"a b" --upgrade',
      'pypi-cache': false,
      'venv-cache': false,
    };
    expect((await install(given, {})).transcript).toBe(
      "- Install dependencies\n    pip install 'a b' --upgrade\n",
    );
  });

  it('says so when there is nothing to install from', async () => {
    expect(await install({}, {})).toMatchObject({
      failed: true,
      output: expect.stringContaining('nothing to install from'),
    });
  });

  it.each([
    [{}, 'python -m unittest\n'],
    [
      { 'test-tool': 'pytest', 'test-tool-args': '-k "a or b"' },
      "pytest --junit-xml=test-report/report.xml -k 'a or b'\n",
    ],
    [
      { 'pkg-manager': 'poetry', 'test-tool': 'pytest' },
      'poetry run pytest --junit-xml=test-report/report.xml\n',
    ],
  ])('tests by %j', async (given, command) => {
    const job = { 'python/test': { 'app-dir': '.', ...given } };
    const { transcript } = await play({ orbs, job, files: { 'requirements.txt': '' }, fakes: managers });
    expect(transcript).toContain(command);
    expect(transcript.endsWith('- store_test_results\n')).toBe('test-tool' in given);
  });
});
