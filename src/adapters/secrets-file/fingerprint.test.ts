import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fingerprintsOf, isFingerprint } from './fingerprint.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-keys-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const hasKeygen = spawnSync('ssh-keygen', ['-?']).error === undefined;

it.skipIf(!hasKeygen).each([
  ['-t', 'ed25519', '-N', ''],
  ['-t', 'ed25519', '-N', 'hidden'],
  ['-t', 'rsa', '-b', '2048', '-N', ''],
  ['-t', 'rsa', '-b', '2048', '-N', '', '-m', 'PEM'],
  ['-t', 'rsa', '-b', '2048', '-N', '', '-m', 'PKCS8'],
  ['-t', 'ecdsa', '-b', '256', '-N', '', '-m', 'PEM'],
  ['-t', 'ecdsa', '-b', '521', '-N', ''],
])('agrees with ssh-keygen on a key made by %s %s %s %s %s %s', (...flags) => {
  const file = join(mkdtempSync(join(root, 'key-')), 'id');
  expect(spawnSync('ssh-keygen', ['-q', '-f', file, ...flags]).status).toBe(0);
  const shown = (hash: string) =>
    spawnSync('ssh-keygen', ['-l', '-E', hash, '-f', `${file}.pub`])
      .stdout.toString()
      .split(' ')[1] ?? '';
  const key = readFileSync(file, 'utf8');
  const found = fingerprintsOf(key);
  expect(found).toEqual({ sha256: shown('sha256'), md5: shown('md5').replace('MD5:', '') });
  expect(fingerprintsOf(key, readFileSync(`${file}.pub`, 'utf8'))).toEqual(found);
});

const key = {
  sha256: 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU',
  md5: 'd4:1d:8c:d9:8f:00:b2:04:e9:80:09:98:ec:f8:42:7e',
};

it.each([key.sha256, `${key.sha256}=`, key.md5, `MD5:${key.md5}`, key.md5.toUpperCase(), ` ${key.md5} `])(
  'knows the key by %j',
  (asked) => {
    expect(isFingerprint(asked, key)).toBe(true);
  },
);

it.each(['', 'SHA256:', key.md5.slice(0, -1), key.sha256.toLowerCase()])(
  'does not take %j for it',
  (asked) => {
    expect(isFingerprint(asked, key)).toBe(false);
  },
);

it.each(['', 'no key', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n'])(
  'reads nothing out of %j',
  (text) => {
    expect(fingerprintsOf(text)).toBeUndefined();
  },
);
