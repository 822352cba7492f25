import { describe, expect, it } from 'vitest';
import { hasTool } from './testing/has-tool.ts';
import { play } from './testing/play-job.ts';

const orbs = {
  continuation: 'circleci/continuation@1.0.0',
  newer: 'circleci/continuation@2.0.1',
  'path-filtering': 'circleci/path-filtering@1.3.0',
  filtering3: 'circleci/path-filtering@3.0.0',
};

describe.skipIf(!(await hasTool('python3')))('path-filtering', () => {
  // main: a first commit; then a branch that changes three files, one of them with a name of its own.
  const before = `
git init -q -b main .
mkdir -p api web/src docs
echo 1 >api/a.go; echo 1 >web/src/b.ts; echo 1 >docs/c.md
git add . && git commit -qm first
git checkout -qb topic
echo 2 >api/a.go; echo 2 >docs/c.md; echo 한 >web/한글.txt
git add . && git commit -qm second`;

  async function filtered(
    given: Readonly<Record<string, unknown>>,
    more: Partial<Parameters<typeof play>[0]> = {},
  ) {
    const { read, output, failed } = await play({
      orbs,
      step: { 'path-filtering/set-parameters': { 'output-path': 'parameters.json', ...given } },
      before,
      ...more,
      environment: { CONFIG_LIST_PATH: 'configs', FILES_CHANGED_PATH: 'changed', ...more.environment },
    });
    return {
      parameters: failed ? undefined : (JSON.parse(read('parameters.json')) as unknown),
      configs: failed ? undefined : read('configs'),
      output,
      failed,
    };
  }

  it('sets what lines match by whole paths; the last line of a parameter wins', async () => {
    const mapping = `
# comments and empty lines count nothing

api/.* run-api true
api run-nothing true
web/.*\\.txt note "text"
docs/.*\\.md level 1
docs/c.* level 2
src/.* run-src true`;
    expect(await filtered({ mapping })).toMatchObject({
      parameters: { 'run-api': true, note: 'text', level: 2 },
      configs: '.circleci/continue_config.yml\n',
    });
  });

  it('names the configs of lines that match, each once', async () => {
    const mapping =
      'api/.* a true .circleci/api.yml\ndocs/.* b true .circleci/api.yml\nweb/.* w true .circleci/web.yml\nx/.* x true .circleci/x.yml';
    expect(await filtered({ mapping, exclude: 'web/.*' })).toMatchObject({
      parameters: { a: true, b: true },
      configs: '.circleci/api.yml\n',
    });
  });

  it('continues with no parameters when nothing matches', async () => {
    expect(await filtered({ mapping: 'x/.* x true', 'config-path': 'next.yml' })).toMatchObject({
      parameters: {},
      configs: 'next.yml\n',
      output: expect.stringContaining('Nothing that the mapping names'),
    });
  });

  it('takes the mapping and a value from files, the base from a variable', async () => {
    expect(
      await filtered(
        { mapping: 'mapping.txt', 'base-revision': '$BASE' },
        {
          files: { 'mapping.txt': 'api/.* list list.json\n', 'list.json': '"a,b"' },
          environment: { BASE: 'main' },
        },
      ),
    ).toMatchObject({ parameters: { list: 'a,b' } });
  });

  it('compares the base branch with its last commit, and its first commit with nothing', async () => {
    const mapping = 'api/.* api true\ndocs/.* docs true\nsecond.* second true';
    const again = `${before}\ngit checkout -q main; echo x >second.txt; git add .; git commit -qm more`;
    expect((await filtered({ mapping }, { before: again })).parameters).toEqual({ second: true });
    const first = `${before}\ngit checkout -q main`;
    expect((await filtered({ mapping }, { before: first })).parameters).toEqual({ api: true, docs: true });
  });

  it.each([
    [{ mapping: 'api/.* a yes' }, 'no JSON'],
    [{ mapping: 'api/( a true' }, 'no regular expression'],
    [{ mapping: 'api/.* a true x.yml more' }, '5 words'],
    [{ mapping: 'api/.* a true', 'base-revision': 'nope' }, 'no revision nope'],
  ])('refuses %j', async (given, message) => {
    const { failed, output } = await filtered(given);
    expect(failed).toBe(true);
    expect(output).toContain(message);
  });

  it('3.0.0 takes a value that is no JSON as text', async () => {
    const { read } = await play({
      orbs,
      step: { 'filtering3/set-parameters': { mapping: 'api/.* a yes', 'output-path': 'p.json' } },
      before,
      environment: { CONFIG_LIST_PATH: 'configs', FILES_CHANGED_PATH: 'changed' },
    });
    expect(read('p.json')).toBe('{"a": "yes"}');
    expect(read('changed')).toBe('api/a.go\ndocs/c.md\nweb/한글.txt\n');
  });

  const generate = (files: string, fakes: Readonly<Record<string, string>> = {}) =>
    play({
      orbs,
      step: {
        'path-filtering/generate-config': {
          'config-list-path': 'configs',
          'generated-config-path': 'out.yml',
        },
      },
      files: { configs: files, 'a b.yml': 'version: 2.1\n', 'c.yml': 'jobs: {}\n' },
      fakes,
    });

  it('takes one config as it is, merges several with yq, says when that is missing', async () => {
    expect((await generate('a b.yml\n')).read('out.yml')).toBe('version: 2.1\n');
    const merged = await generate('a b.yml\nc.yml\n', { yq: 'echo merged' });
    expect(merged.transcript).toContain("'a b.yml' c.yml");
    expect(merged.read('out.yml')).toBe('merged\n');
    expect(await generate('a b.yml\nc.yml\n')).toMatchObject({
      failed: true,
      output: expect.stringContaining('needs yq'),
    });
    expect(await generate('d.yml\n')).toMatchObject({
      failed: true,
      output: expect.stringContaining('no config d.yml'),
    });
  });
});

describe.skipIf(!(await hasTool('jq')))('continuation', () => {
  // Answers as the API does: the body to a file, the status to standard output.
  const answering = (status: number, message: string) => `
while [ $# -gt 0 ]; do
  case $1 in
    -o) printf '{"message": "${message}"}' >"$2"; shift ;;
    --data) cp "\${2#@}" sent.json; shift ;;
    https://*) echo "$1" >address ;;
  esac
  shift
done
printf ${status}`;
  const config = 'version: 2.1\njobs:\n  "say": {docker: [{image: x}], steps: [{run: "echo \\"한글\\""}]}\n';
  const files = {
    'next.yml': config,
    'given.json': '{"a": "quoted \\" text", "n": 3}',
    changed: 'a.go\nb c.md\n',
  };
  const environment = { CIRCLE_CONTINUATION_KEY: 'the-key' };

  it.each([
    ['{"a": true}', { a: true }],
    ['given.json', { a: 'quoted " text', n: 3 }],
  ])('sends the config and the parameters %s', async (parameters, sent) => {
    const { read, output, failed } = await play({
      orbs,
      step: { 'continuation/continue': { configuration_path: 'next.yml', parameters } },
      files,
      environment,
      fakes: { curl: answering(200, 'OK') },
    });
    expect(failed).toBe(false);
    expect(JSON.parse(read('sent.json'))).toEqual({
      'continuation-key': 'the-key',
      configuration: config,
      parameters: sent,
    });
    expect(read('address')).toBe('https://circleci.com/api/v2/pipeline/continue\n');
    expect(output).not.toContain('the-key');
  });

  it('hands the changed files on as a parameter', async () => {
    const { read } = await play({
      orbs,
      step: {
        'newer/continue': {
          configuration_path: 'next.yml',
          files_changed: 'changed',
          parameter_for_files_changed: 'files',
        },
      },
      files,
      environment,
      fakes: { curl: answering(200, 'OK') },
    });
    expect(JSON.parse(read('sent.json'))).toMatchObject({ parameters: { files: 'a.go\nb c.md' } });
  });

  it('ends the setup phase', async () => {
    const { read, failed } = await play({
      orbs,
      step: 'continuation/finish',
      environment,
      fakes: { curl: answering(200, 'OK') },
    });
    expect(failed).toBe(false);
    expect(JSON.parse(read('sent.json'))).toMatchObject({
      configuration: '{version: 2, jobs: {}, workflows: {version: 2}}\n',
      parameters: {},
    });
  });

  it.each([
    [{ parameters: '[1]' }, environment, 'no JSON object'],
    [{ parameters: '{a: 1}' }, environment, 'no JSON object'],
    [{ configuration_path: 'none.yml' }, environment, 'no config none.yml'],
    [{}, {}, 'setup: true'],
    [{}, environment, 'Pipeline is not in setup state.'],
  ])('fails with %j', async (given, variables, message) => {
    const { failed, output } = await play({
      orbs,
      step: { 'continuation/continue': { configuration_path: 'next.yml', ...given } },
      files,
      environment: variables,
      fakes: { curl: answering(400, 'Pipeline is not in setup state.') },
    });
    expect(failed).toBe(true);
    expect(output).toContain(message);
  });
});
