import { describe, expect, it } from 'vitest';
import { engineKit, job, stepStatuses } from '../testing/engine-kit.ts';
import { planOf, run, step } from '../testing/plans.ts';

const artifacts = (path: string, destination?: string) =>
  step({ kind: 'store_artifacts', path, ...(destination !== undefined && { destination }) });
const tests = (path: string) => step({ kind: 'store_test_results', path });
const one = (...steps: ReturnType<typeof step>[]) => planOf({ main: { build: { steps } } });
const project = '/home/fake/project';
const kitOf = (files: Readonly<Record<string, string>>) =>
  engineKit({
    script({ step, files: own }) {
      if (step.command === 'make') for (const [path, text] of Object.entries(files)) own.write(path, text);
      if (step.command === 'timings') return { output: own.read('/tmp/task/test-timings.tsv') ?? 'none' };
      return undefined;
    },
  });

describe('store_artifacts', () => {
  it.each([
    ['out/summary', 'summary.txt', ['summary.txt']],
    ['out/summary', 'logs/', ['logs/summary']],
    ['out/summary', undefined, ['out/summary']],
    ['out/html', 'site', ['site/css/main.css', 'site/index.html']],
    ['out/html/', undefined, ['out/html/css/main.css', 'out/html/index.html']],
    ['~/log', undefined, ['home/fake/log']],
    ['/opt/x', 'x', ['x']],
    ['/opt/x', '../../x', ['x']],
    ['nothing', undefined, []],
  ])('stores %s with destination %s', async (path, destination, stored) => {
    const kit = kitOf({
      [`${project}/out/summary`]: '42',
      [`${project}/out/html/index.html`]: 'page',
      [`${project}/out/html/css/main.css`]: 'style',
      '/home/fake/log': 'log',
      '/opt/x': 'x',
    });
    const { view } = await kit.run(one(run('make'), artifacts(path, destination)));
    expect(job(view, 'build').status).toBe('success');
    expect(job(view, 'build').artifacts.map((artifact) => artifact.path)).toEqual(stored);
  });

  it('keeps content, size and hash', async () => {
    const kit = kitOf({ [`${project}/out`]: 'seen 10\n' });
    const { view } = await kit.run(one(run('make'), artifacts('out', 'o.txt')));
    const [artifact] = job(view, 'build').artifacts;
    expect(artifact).toMatchObject({
      execution: 0,
      sizeBytes: 8,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const body = await kit.ports.blobs.get(artifact?.blob ?? '');
    expect(body && Buffer.concat(await Array.fromAsync(body)).toString()).toBe('seen 10\n');
  });
});

const junit =
  '<testsuite name="s"><testcase classname="a" name="one" file="a.js" time="0.5"/>' +
  '<testcase classname="a" name="two" file="a.js" time="1.5"><failure message="boom"/></testcase>' +
  '<testcase classname="b" name="three" file="b.js" time="0"><skipped/></testcase></testsuite>';

describe('store_test_results', () => {
  it('counts the reports under a path; failed tests do not fail the job', async () => {
    const kit = kitOf({
      [`${project}/out/deep/junit.xml`]: junit,
      [`${project}/out/broken.xml`]: '<testsuite',
      [`${project}/out/notes.txt`]: 'no report',
    });
    const { view } = await kit.run(one(run('make'), tests('out')));
    expect(job(view, 'build')).toMatchObject({
      status: 'success',
      tests: [{ execution: 0, passed: 1, failed: 1, skipped: 1 }],
    });
    expect(await kit.log(view, 'build', 'store_test_results')).toContain('out/broken.xml: ');
    const body = await kit.ports.blobs.get(job(view, 'build').tests[0]?.blob ?? '');
    const report: unknown = body && JSON.parse(Buffer.concat(await Array.fromAsync(body)).toString());
    expect(report).toMatchObject({ passed: 1, tests: [{ name: 'one', result: 'success' }, {}, {}] });
  });

  it('is no failure when there is none', async () => {
    const kit = kitOf({});
    const { view } = await kit.run(one(tests('out')));
    expect(stepStatuses(view, 'build')).toEqual([['store_test_results', 'success']]);
    expect(job(view, 'build').tests).toEqual([]);
  });

  it('gives the next run of the job the times of its tests', async () => {
    const kit = kitOf({ [`${project}/out/junit.xml`]: junit });
    const plan = one(run('timings'), run('make'), tests('out'));
    const first = await kit.run(plan);
    expect(await kit.log(first.view, 'build', 'timings')).toBe('none');
    const second = await kit.run(plan);
    expect(await kit.log(second.view, 'build', 'timings')).toBe(
      'classname\ta\t2.000\nfilename\ta.js\t2.000\ntestname\tone\t0.500\ntestname\ttwo\t1.500\n',
    );
  });
});

describe('add_ssh_keys', () => {
  const keys = [
    {
      fingerprint: 'aa:bb:cc',
      privateKey: '-----BEGIN KEY-----\nsecretline\n-----END KEY-----\n',
      host: 'git.example.org',
    },
    { fingerprint: 'SHA256:Zz+/9', privateKey: 'second-key-line', host: '' },
  ];
  const kitWithKeys = () =>
    engineKit({
      secrets: { sshKeys: keys },
      script: ({ step, files }) =>
        step.command === 'look'
          ? {
              output: ['/home/fake/.ssh/id_rsa_aabbcc', '/home/fake/.ssh/config'].map(
                (path) => `${files.header(path)?.mode?.toString(8)} ${files.read(path)}\n`,
              ),
            }
          : undefined,
    });

  it('installs all keys, for their hosts, and masks them', async () => {
    const kit = kitWithKeys();
    const { view } = await kit.run(one(step({ kind: 'add_ssh_keys', fingerprints: [] }), run('look')));
    const log = await kit.log(view, 'build', 'look');
    expect(log).toContain('600 ****');
    expect(log).not.toContain('secretline');
    expect(log).toContain(
      'Host git.example.org\n  IdentitiesOnly no\n  IdentityFile /home/fake/.ssh/id_rsa_aabbcc',
    );
    expect(log).toContain('Host *\n  IdentitiesOnly no\n  IdentityFile /home/fake/.ssh/id_rsa_Zz9');
  });

  it('fails when a key is not there, and says which', async () => {
    const kit = kitWithKeys();
    const { view } = await kit.run(one(step({ kind: 'add_ssh_keys', fingerprints: ['aa:bb:cc', 'dd:ee'] })));
    expect(job(view, 'build').status).toBe('failed');
    expect(await kit.log(view, 'build')).toContain('dd:ee');
  });
});
