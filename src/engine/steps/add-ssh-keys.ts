import type { ResolvedStep } from '../../language/index.ts';
import type { SshKey } from '../../ports/secret-store.ts';
import { collect } from '../bytes.ts';
import { readTar, type TarItem, writeTar } from '../tar.ts';
import { type StepContext, type StepEnd, StepFailure, success } from './step-context.ts';

type SshKeysStep = Extract<ResolvedStep, { readonly kind: 'add_ssh_keys' }>;

/** STP-22: the keys into `~/.ssh`, and lines in its `config` that offer each to its host. */
export async function addSshKeys(step: SshKeysStep, context: StepContext): Promise<StepEnd> {
  const { sandbox, log } = context;
  const keys = await findKeys(step.fingerprints, context);
  if (keys.length === 0) {
    log.say('There are no additional SSH keys on this machine.');
    return success;
  }
  const folder = `${sandbox.home}/.ssh`;
  const config = await readConfig(`${folder}/config`, context);
  const entries = keys.map((key) => configEntry(key, folder)).filter((entry) => !config.includes(entry));
  const files: TarItem[] = [
    { header: { name: '.ssh', type: 'directory', mode: 0o700 } },
    ...keys.map((key) => ({
      header: { name: `.ssh/${fileName(key)}`, mode: 0o600 },
      body: Buffer.from(`${key.privateKey.trimEnd()}\n`),
    })),
    { header: { name: '.ssh/config', mode: 0o600 }, body: Buffer.from(config + entries.join('')) },
  ];
  await sandbox.copyIn(sandbox.home, writeTar(files));
  for (const key of keys) log.say(`Installed ${key.fingerprint}${key.host === '' ? '' : ` for ${key.host}`}`);
  return success;
}

async function findKeys(
  fingerprints: readonly string[],
  { session }: StepContext,
): Promise<readonly SshKey[]> {
  const { secrets } = session.ports;
  if (fingerprints.length === 0) return secrets.sshKeys([]);
  const found = await Promise.all(fingerprints.map(async (fingerprint) => secrets.sshKeys([fingerprint])));
  const missing = fingerprints.filter((_, i) => found[i]?.length === 0);
  if (missing.length > 0)
    throw new StepFailure(`There is no SSH key of this fingerprint on this machine: ${missing.join(', ')}`);
  return found.flat();
}

async function readConfig(path: string, { sandbox }: StepContext): Promise<string> {
  const tar = await sandbox.copyOut(path);
  if (tar === undefined) return '';
  let text = '';
  for await (const { body } of readTar(tar)) text += (await collect(body)).toString();
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function configEntry(key: SshKey, folder: string): string {
  const host = key.host === '' ? '*' : key.host;
  return `\nHost ${host}\n  IdentitiesOnly no\n  IdentityFile ${folder}/${fileName(key)}\n`;
}

function fileName(key: SshKey): string {
  return `id_rsa_${key.fingerprint.replaceAll(/^SHA256:|[^A-Za-z0-9]/g, '')}`;
}
