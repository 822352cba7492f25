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
