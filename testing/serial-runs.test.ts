import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hostMachine } from './host-project.ts';

const machines: ReturnType<typeof hostMachine>[] = [];
afterAll(async () => Promise.all(machines.map(async (machine) => machine.remove())));

/** `shop` deploys until somebody writes into a pipe, `bank` at once; both note when in a ledger. */
function twoProjects() {
  const machine = hostMachine();
  machines.push(machine);
  const gate = join(machine.root, 'gate');
  const ledger = join(machine.root, 'ledger');
  execFileSync('mkfifo', [gate]);
  const config = (name: string, between: string): string => `version: 2.1
jobs:
  deploy:
    machine: true
    steps:
      - run: |
          echo "${name} begins" | tee -a ${ledger}
          ${between}
          echo "${name} ends" >> ${ledger}
workflows:
  main:
    jobs:
      - deploy: {serial-group: acme/prod}
`;
  return {
    shop: machine.project('shop', config('shop', `cat ${gate}`)),
    bank: machine.project('bank', config('bank', ':')),
    open: () => writeFileSync(gate, 'go\n'),
    ledger: () => (existsSync(ledger) ? readFileSync(ledger, 'utf8').trim().split('\n') : []),
  };
}
const run = ['run', '--executor', 'host'] as const;

describe('a serial group over two terminals and two repositories', () => {
  it('lets one run in after the other, and says who has it', async () => {
    const { shop, bank, open, ledger } = twoProjects();
    const first = shop.orrery(...run);
    await first.says('shop begins');
    const second = bank.orrery(...run);
    await second.says('queued: waits for serial group acme/prod, held by run 1 of ../shop');
    const status = await bank.orrery('status').ended();
    expect(status.stdout).toContain('queued: waits for serial group acme/prod, held by run 1 of ../shop');
    open();
    expect((await first.ended()).code).toBe(0);
    expect((await second.ended()).code).toBe(0);
    expect(ledger()).toEqual(['shop begins', 'shop ends', 'bank begins', 'bank ends']);
  });

  it('goes on when the holder is killed', async () => {
    const { shop, bank, ledger } = twoProjects();
    const first = shop.orrery(...run);
    await first.says('shop begins');
    const second = bank.orrery(...run);
    await second.says('queued: waits');
    first.kill('SIGKILL');
    expect((await second.ended()).code).toBe(0);
    expect(ledger()).toEqual(['shop begins', 'bank begins', 'bank ends']);
  });

  it('lets Ctrl-C end a run that waits', async () => {
    const { shop, bank, open, ledger } = twoProjects();
    const first = shop.orrery(...run);
    await first.says('shop begins');
    const second = bank.orrery(...run);
    await second.says('queued: waits');
    second.kill('SIGINT');
    expect((await second.ended()).code).toBe(6);
    open();
    expect((await first.ended()).code).toBe(0);
    expect(ledger()).toEqual(['shop begins', 'shop ends']);
  });
});

it('a paused run keeps its lock until it is canceled', async () => {
  const { bank, ledger } = twoProjects();
  const machine = machines.at(-1);
  const held = machine?.project(
    'infra',
    `version: 2.1
jobs:
  lock: {type: lock, key: acme/prod}
  unlock: {type: unlock, key: acme/prod}
workflows:
  main:
    jobs:
      - lock
      - hold: {type: approval, requires: [lock]}
      - unlock: {requires: [hold: terminal]}
`,
  );
  expect((await held?.orrery(...run).ended())?.code).toBe(77);
  const second = bank.orrery(...run);
  await second.says('held by run 1 of ../infra');
  expect(ledger()).toEqual([]);
  expect((await held?.orrery('cancel', 'latest').ended())?.code).toBe(0);
  expect((await second.ended()).code).toBe(0);
  expect(ledger()).toEqual(['bank begins', 'bank ends']);
});
