import { describe, expect, it } from 'vitest';
import { engineKit, job, stepStatuses } from '../testing/engine-kit.ts';
import { planOf, run, step } from '../testing/plans.ts';

const checkout = (path?: string) =>
  step({ kind: 'checkout', method: 'blobless', ...(path !== undefined && { path }) });
const one = (...steps: ReturnType<typeof step>[]) => planOf({ main: { build: { steps } } });
const files = { 'README.md': 'hello', 'src/app.txt': 'app' };
/** `look` shows the files, `write PATH` makes one. */
const kitOf = () =>
  engineKit({
    files,
    script({ step, files }) {
      const [verb, path = ''] = step.command.split(' ');
      if (verb === 'look') return { output: files.list().join('\n') };
      if (verb === 'write') files.write(path, 'x');
      return undefined;
    },
  });

describe('checkout', () => {
  it('brings the working tree, with a .git', async () => {
    const kit = kitOf();
    const { view } = await kit.run(one(checkout(), run('look')));
    const log = await kit.log(view, 'build', 'look');
    expect(log).toContain('/home/fake/project/src/app.txt');
    expect(log).toContain('/home/fake/project/.git/HEAD');
    expect(await kit.log(view, 'build', 'checkout')).toContain(
      'working tree of /home/kim/shop (main at aaaa',
    );
  });

  it('goes to a path, relative to the working directory', async () => {
    const kit = kitOf();
    const { view } = await kit.run(one(checkout('code/shop'), run('look')));
    const log = await kit.log(view, 'build', 'look');
    expect(log).toContain('/home/fake/project/code/shop/README.md');
    expect(log).not.toContain('/home/fake/project/README.md');
  });

  it('takes a commit, which the run then counts as building', async () => {
    const revision = 'c'.repeat(40);
    const seen: unknown[] = [];
    const kit = engineKit({
      files,
      script: ({ environment, files }) =>
        void seen.push(environment['CIRCLE_SHA1'], files.read('/home/fake/project/REVISION')),
    });
    const { view } = await kit.run(one(checkout(), run('look')), { checkout: { kind: 'commit', revision } });
    expect(seen).toEqual([revision, revision]);
    expect(view.created?.trigger.revision).toBe(revision);
  });

  it('does nothing where the working directory is the user’s own folder', async () => {
    const kit = kitOf();
    const { view } = await kit.run(one(checkout(), run('look')), { checkout: { kind: 'bind' } });
    expect(await kit.log(view, 'build', 'look')).not.toContain('README');
    expect(await kit.log(view, 'build', 'checkout')).toContain('--bind');
  });

  it('refuses a folder that is not empty, unless it is a repository (STP-20)', async () => {
    const kit = kitOf();
    const refused = await kit.run(one(run('write /home/fake/project/own.txt'), checkout()));
    expect(stepStatuses(refused.view, 'build')[1]).toEqual(['checkout', 'failed']);
    expect(await kit.log(refused.view, 'build', 'checkout')).toContain('not empty and not a git repository');
    const again = await kit.run(one(checkout(), run('write /home/fake/project/own.txt'), checkout()));
    expect(job(again.view, 'build').status).toBe('success');
  });

  it('is canceled in the middle of a copy', async () => {
    const kit = kitOf();
    let released = false;
    Object.assign(kit.ports, {
      source: {
        ...kit.ports.source,
        async *archive() {
          try {
            for (;;) {
              kit.cancel();
              yield new Uint8Array(512);
              await new Promise((resolve) => setImmediate(resolve));
            }
          } finally {
            released = true;
          }
        },
      },
    });
    const { view } = await kit.run(one(checkout(), run('look')));
    expect(stepStatuses(view, 'build')).toEqual([
      ['checkout', 'canceled'],
      ['look', 'not_run'],
    ]);
    expect(released).toBe(true);
  });
});
