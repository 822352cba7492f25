import { describe, expect, it } from 'vitest';
import { streamOf } from '../bytes.ts';
import { engineKit, job, stepStatuses } from '../testing/engine-kit.ts';
import { planOf, run, step } from '../testing/plans.ts';

const save = (key: string, ...paths: string[]) =>
  step({ kind: 'save_cache', name: 'save', key, paths, when: 'on_success' });
const restore = (...keys: string[]) => step({ kind: 'restore_cache', name: 'restore', keys });
const one = (...steps: ReturnType<typeof step>[]) => planOf({ main: { build: { steps } } });
/** `write PATH TEXT`, `link PATH`, `rm PATH`, `look` (files with their texts). */
const kitOf = (files = {}) =>
  engineKit({
    files,
    script({ step, files }) {
      const [verb, path = '', ...text] = step.command.split(' ');
      if (verb === 'write') files.write(path, text.join(' '));
      if (verb === 'rm') files.remove(path);
      if (verb === 'look') return { output: files.list().map((f) => `${f}=${files.read(f)}\n`) };
      return undefined;
    },
  });
const project = '/home/fake/project';

describe('caches', () => {
  it('are kept as long as the job says that saved them; a run removes those past their time (JOB-06)', async () => {
    const kit = kitOf();
    const keep = (key: string, cacheDays?: number) =>
      planOf({
        main: {
          build: {
            steps: [run(`write ${project}/x 1`), save(key, 'x')],
            ...(cacheDays !== undefined && { cacheDays }),
          },
        },
      });
    await kit.run(keep('short', 3));
    await kit.run(keep('usual'));
    await kit.clock.advance(3 * 86_400_000);
    const { view } = await kit.run(one(restore('short', 'usual')));
    expect(await kit.log(view, 'build', 'restore')).toMatch(
      /No cache is found for key: short\nFound a cache/,
    );
    expect((await kit.ports.caches.list()).map((cache) => cache.key)).toEqual(['usual']);
  });

  it('come back in another run, each path where it was (RUN-04)', async () => {
    const kit = kitOf();
    const saved = await kit.run(
      one(
        run(`write ${project}/vendor/a/b 1`),
        run('write /home/fake/.tool/c 2'),
        run('write /opt/lib/d 3'),
        run(`write ${project}/file 4`),
        save('places-v1', 'vendor', '~/.tool', '/opt/lib', 'file', 'none'),
      ),
    );
    const log = await kit.log(saved.view, 'build', 'save');
    expect(log).toContain('Warning: could not archive none - Not found');
    expect(log).toContain(`Stored Cache to places-v1`);
    const { view } = await kit.run(one(restore('nothing-', 'places-'), run('look')));
    expect(await kit.log(view, 'build', 'look')).toBe(
      [
        '/home/fake/.tool/c=2',
        `${project}/file=4`,
        `${project}/vendor/a/b=1`,
        '/opt/lib/d=3',
        '/tmp/task/bash-env=',
        '',
      ].join('\n'),
    );
    const told = await kit.log(view, 'build', 'restore');
    expect(told).toContain('No cache is found for key: nothing-');
    expect(told).toContain('Found a cache from build 1 at places-v1');
    expect(told).toContain(`  * ${project}/vendor`);
  });

  it('follow the working directory of the job that restores them', async () => {
    const kit = kitOf();
    await kit.run(one(run(`write ${project}/x 1`), save('all', '.')));
    const plan = one(restore('all'), run('look'));
    const definitions = Object.fromEntries(
      Object.entries(plan.definitions).map(([key, d]) => [key, { ...d, workingDirectory: '~/other' }]),
    );
    const { view } = await kit.run({ ...plan, definitions });
    expect(await kit.log(view, 'build', 'look')).toContain('/home/fake/other/x=1');
  });

  it('are written once (RUN-02)', async () => {
    const kit = kitOf();
    const { view } = await kit.run(
      one(
        run(`write ${project}/v one`),
        save('value', 'v'),
        run(`write ${project}/v two`),
        save('value', 'v'),
        run(`rm ${project}/v`),
        restore('value'),
        run('look'),
      ),
    );
    expect(await kit.log(view, 'build', 'look')).toContain(`${project}/v=one`);
    expect(await kit.log(view, 'build', 'save')).toContain('cache already exists for key: value');
  });

  it('have keys of the branch, a file’s checksum, the environment', async () => {
    const kit = kitOf({ 'deps.lock': 'left-pad 1.3.0\n' });
    const key = 'v1-{{ .Branch }}-{{ checksum "deps.lock" }}-{{ .Environment.CIRCLE_JOB }}-{{ arch }}';
    const checkout = step({ kind: 'checkout', method: 'blobless' });
    await kit.run(one(checkout, save(key, 'deps.lock')));
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from('left-pad 1.3.0\n'));
    const sum = Buffer.from(digest).toString('base64');
    expect((await kit.ports.caches.list()).map((entry) => entry.key)).toEqual([
      `v1-main-${sum}-build-linux-fake-1`,
    ]);
  });

  it('fail their step when a checksum has no file, and say which (RUN-05)', async () => {
    const kit = kitOf();
    const { view } = await kit.run(one(restore('gems-{{ checksum "Gemfile.lock" }}'), run('after')));
    expect(stepStatuses(view, 'build')).toEqual([
      ['restore', 'failed'],
      ['after', 'not_run'],
    ]);
    expect(await kit.log(view, 'build')).toContain('Gemfile.lock');
    expect(job(view, 'build').status).toBe('failed');
  });

  it('are no failure when they miss, or have nothing to save', async () => {
    const kit = kitOf();
    const { view } = await kit.run(one(restore('nothing'), save('empty', 'none')));
    expect(job(view, 'build').status).toBe('success');
    expect(await kit.ports.caches.list()).toEqual([]);
  });

  it('are left alone with --no-cache', async () => {
    const kit = kitOf();
    await kit.run(one(run(`write ${project}/v one`), save('value', 'v')));
    const { view } = await kit.run(one(restore('value'), run('look'), save('other', '/tmp/task')), {
      caches: false,
    });
    expect(await kit.log(view, 'build', 'look')).not.toContain('/v=');
    expect((await kit.ports.caches.list()).map((entry) => entry.key)).toEqual(['value']);
  });

  it('fail their step when they are damaged', async () => {
    const kit = kitOf();
    await kit.ports.caches.save('broken', streamOf('no tar at all'.repeat(100)));
    const { view } = await kit.run(one(restore('broken')));
    expect(stepStatuses(view, 'build')).toEqual([['restore', 'failed']]);
    expect(await kit.log(view, 'build')).toContain('damaged');
  });
});
