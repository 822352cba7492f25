import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { jobKey } from '../../plan/plan.ts';
import { describeSerialLocks } from '../../ports/serial-locks.contract.ts';
import { fileSerialLocks } from './serial-locks.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-locks-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const machine = (isLive: Parameters<typeof fileSerialLocks>[0]['isLive'] = async () => true) => {
  const place = mkdtempSync(join(root, 'machine-'));
  const folder = join(place, 'locks');
  const of = (name: string) => {
    const project = join(place, name);
    return fileSerialLocks({ folder, project, localFolder: join(project, 'local'), isLive });
  };
  return { of, folder, place };
};
const ticket = { key: 'prod', runId: 'r', job: jobKey('main/deploy'), number: 7, yields: true };

describeSerialLocks('files', machine);

it('lets one in at a time of several processes that come and go', async () => {
  const { folder, place } = machine();
  const module = join(import.meta.dirname, 'serial-locks.ts');
  const program = (name: string): string => `
    import { rmSync, writeFileSync } from 'node:fs';
    import { fileSerialLocks } from ${JSON.stringify(module)};
    const project = ${JSON.stringify(join(place, name))};
    const isLive = async () => true;
    const locks = fileSerialLocks({ folder: ${JSON.stringify(folder)}, project, localFolder: project, isLive });
    for (let n = 1; n <= 20; n += 1) {
      const ticket = { key: 'k', runId: ${JSON.stringify(name)} + n, job: 'main/deploy', number: n, yields: true };
      while ((await locks.ask(ticket)).kind !== 'held') await new Promise((resolve) => setImmediate(resolve));
      writeFileSync(${JSON.stringify(join(place, 'inside'))}, '', { flag: 'wx' });
      await new Promise((resolve) => setImmediate(resolve));
      rmSync(${JSON.stringify(join(place, 'inside'))});
      await locks.leave(ticket.runId, ticket.job);
    }`;
  const children = ['a', 'b', 'c', 'd'].map((name) =>
    spawn(process.execPath, ['--input-type=module', '-e', program(name)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number));
  expect(codes).toEqual([0, 0, 0, 0]);
});

it('leaves nothing behind, and shows where the holder is', async () => {
  const { of, folder } = machine();
  await of('shop').ask(ticket);
  expect(await of('bank').ask({ ...ticket, runId: 's' })).toMatchObject({ holder: { project: '../shop' } });
  await of('shop').leave('r', ticket.job);
  await of('bank').leave('s', ticket.job);
  expect(readdirSync(folder)).toEqual(['tmp']);
  expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
});

it('forgets which pipelines had a lock with the project’s own folder, where their numbers begin anew', async () => {
  const { of, place } = machine();
  await of('shop').ask(ticket);
  await of('shop').leave('r', ticket.job);
  expect(await of('shop').ask({ ...ticket, runId: 's', number: 1 })).toEqual({ kind: 'outrun', by: 7 });
  rmSync(join(place, 'shop/local'), { recursive: true });
  expect(await of('shop').ask({ ...ticket, runId: 's', number: 1 })).toEqual({ kind: 'held' });
});

it('passes over files that are no tickets', async () => {
  const { of, folder } = machine();
  await of('shop').ask(ticket);
  const name = readdirSync(folder).find((one) => one.endsWith('1')) ?? '';
  writeFileSync(join(folder, name.replace(/\d{12}$/, '000000000000')), 'not a ticket');
  expect(await of('shop').ask(ticket)).toEqual({ kind: 'held' });
});
