import { describe, expect, it } from 'vitest';
import { rerun } from '../rerun.ts';
import { readRun } from '../read-run.ts';
import { engineKit, job, stepStatuses } from '../testing/engine-kit.ts';
import { type JobSketch, planOf, run, step } from '../testing/plans.ts';

const persist = (root: string, ...paths: string[]) =>
  step({ kind: 'persist_to_workspace', name: 'persist', root, paths, when: 'on_success' });
const attach = (at: string) => step({ kind: 'attach_workspace', name: 'attach', at });
const project = '/home/fake/project';
/** `write PATH TEXT`; `look` shows the files of the project; `flaky` fails the first time. */
const kitOf = () => {
  let tries = 0;
  return engineKit({
    script({ step, files, job }) {
      const [verb, path = '', ...text] = step.command.split(' ');
      if (verb === 'write') files.write(`${project}/${path}`, text.join(' '));
      if (verb === 'node') files.write(`${project}/${path}-${job.execution}`, 'x');
      if (verb === 'flaky') return { exitCode: (tries += 1) === 1 ? 1 : 0 };
      if (verb !== 'look') return undefined;
      const shown = files.list().filter((f) => f.startsWith(project));
      return { output: shown.map((f) => `${f.slice(project.length + 1)}=${files.read(f)} `) };
    },
  });
};
const giver = (path: string, text: string, more: JobSketch = {}): JobSketch => ({
  ...more,
  steps: [run(`write ws/${path} ${text}`), persist('ws', '.')],
});
const taker = (...requires: string[]): JobSketch => ({ requires, steps: [attach('ws'), run('look')] });

describe('workspaces', () => {
  it('hold what the patterns take of the root, under the folder where they are attached (RUN-12)', async () => {
    const kit = kitOf();
    const { view } = await kit.run(
      planOf({
        main: {
          build: {
            steps: [
              run('write out/app.txt 42'),
              run('write out/lib/deep/b.txt nested'),
              run('write out/logs/a.log log'),
              run('write out/logs/b.txt private'),
              run('write out/notes.txt private'),
              persist('out', 'app.txt', 'lib', 'logs/*.log'),
            ],
          },
          test: { requires: ['build'], steps: [attach('got'), run('look')] },
        },
      }),
    );
    expect(await kit.log(view, 'test', 'look')).toBe(
      'got/app.txt=42 got/lib/deep/b.txt=nested got/logs/a.log=log ',
    );
    expect(job(view, 'build').workspace).toMatchObject([{ execution: 0 }]);
  });

  it('give a fan-in the files of all upstream jobs, also through a no-op and an approval', async () => {
    const kit = kitOf();
    const { view } = await kit.run(
      planOf({
        main: {
          setup: giver('setup', '1'),
          unit: giver('unit', '2', { requires: ['setup'] }),
          lint: giver('lint', '3', { requires: ['setup'] }),
          join: { type: 'no-op', requires: ['unit', 'lint'] },
          hold: { type: 'approval', requires: ['join'] },
          report: taker('hold'),
        },
      }),
      { approve: 'all' },
    );
    expect(await kit.log(view, 'report', 'look')).toBe('ws/lint=3 ws/setup=1 ws/unit=2 ');
  });

  it('let a job below replace a file, and leave jobs out that are not upstream', async () => {
    const kit = kitOf();
    const { view } = await kit.run(
      planOf({
        main: {
          side: giver('side', 'x'),
          build: giver('package', 'unsigned'),
          sign: giver('package', 'signed', { requires: ['build'] }),
          publish: taker('build', 'sign'),
        },
      }),
    );
    expect(await kit.log(view, 'publish', 'look')).toBe('ws/package=signed ');
  });

  it('fail to attach when two jobs side by side wrote the same file (RUN-11)', async () => {
    const kit = kitOf();
    const { view } = await kit.run(
      planOf({
        main: {
          left: giver('report.txt', 'left'),
          right: giver('report.txt', 'right'),
          merge: taker('left', 'right'),
        },
      }),
    );
    expect(job(view, 'merge').status).toBe('failed');
    const log = await kit.log(view, 'merge', 'attach');
    expect(log).toContain('report.txt comes from left and from right');
    expect(stepStatuses(view, 'merge')).toEqual([
      ['attach', 'failed'],
      ['look', 'not_run'],
    ]);
  });

  it('fail to persist when a path matches nothing, and store nothing', async () => {
    const kit = kitOf();
    const { view } = await kit.run(
      planOf({ main: { build: { steps: [run('write out/a x'), persist('out', 'a', 'dist.tar')] } } }),
    );
    expect(job(view, 'build')).toMatchObject({ status: 'failed', workspace: [] });
    expect(await kit.log(view, 'build', 'persist')).toContain('did not match any files');
    expect(await kit.log(view, 'build', 'persist')).toContain('dist.tar');
  });

  it('have a layer for each node of a parallel job', async () => {
    const kit = kitOf();
    const { view } = await kit.run(
      planOf({
        main: {
          test: { parallelism: 3, steps: [run('node ran/n'), persist('ran', '.')] },
          count: taker('test'),
        },
      }),
    );
    expect(await kit.log(view, 'count', 'look')).toBe('ws/n-0=x ws/n-1=x ws/n-2=x ');
  });

  it('stay over a rerun from failed (RUN-13)', async () => {
    const kit = kitOf();
    const { runId } = await kit.run(
      planOf({
        main: {
          build: giver('built', '1'),
          test: { requires: ['build'], steps: [attach('ws'), run('flaky')] },
          deploy: taker('test'),
        },
      }),
    );
    await rerun(kit.ports, runId, { kind: 'from-failed' });
    await kit.advance(runId);
    const view = await readRun(kit.ports, runId);
    expect(view.status).toBe('success');
    expect(await kit.log(view, 'deploy', 'look')).toBe('ws/built=1 ');
    expect(kit.executor.prepared.map((spec) => spec.job)).toEqual([
      'main/build',
      'main/test',
      'main#2/test',
      'main#2/deploy',
    ]);
  });

  it('may be empty', async () => {
    const kit = kitOf();
    const { view } = await kit.run(planOf({ main: { a: { steps: [run('x')] }, b: taker('a') } }));
    expect(job(view, 'b').status).toBe('success');
    expect(await kit.log(view, 'b', 'attach')).toContain('nothing to attach');
  });
});
