import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { registryAuth } from './registry-auth.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-auth-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let homes = 0;

/** A home with this Docker configuration, and a credential helper `test` on PATH that knows one registry. */
function home(config: object): Record<string, string> {
  const folder = join(root, String((homes += 1)));
  mkdirSync(join(folder, '.docker'), { recursive: true });
  writeFileSync(join(folder, '.docker/config.json'), JSON.stringify(config));
  const helper = join(folder, 'docker-credential-test');
  writeFileSync(
    helper,
    `#!/bin/sh
read -r server
case $1:$server in
get:ghcr.io) echo '{"ServerURL":"ghcr.io","Username":"helper","Secret":"s3cret"}' ;;
get:https://index.docker.io/v1/) echo '{"ServerURL":"x","Username":"<token>","Secret":"tok"}' ;;
*) echo 'credentials not found in native keychain'; exit 1 ;;
esac
`,
  );
  chmodSync(helper, 0o755);
  return { HOME: folder, PATH: `${folder}:${process.env['PATH']}` };
}

const read = (auth: string | undefined): unknown =>
  auth === undefined ? undefined : JSON.parse(Buffer.from(auth, 'base64url').toString('utf8'));
const kim = Buffer.from('kim:pa:ss').toString('base64');

it.each<[string, string, object, unknown]>([
  ['nothing without a login', 'redis', {}, undefined],
  [
    'auths by host',
    'ghcr.io/acme/app',
    { auths: { 'https://ghcr.io/v2/': { auth: kim } } },
    { username: 'kim', password: 'pa:ss', serveraddress: 'ghcr.io' },
  ],
  [
    'auths of Docker Hub',
    'acme/app:1',
    { auths: { 'https://index.docker.io/v1/': { auth: kim } } },
    { username: 'kim', password: 'pa:ss', serveraddress: 'docker.io' },
  ],
  [
    'the helper of a registry',
    'ghcr.io/acme/app',
    { credHelpers: { 'ghcr.io': 'test' } },
    { username: 'helper', password: 's3cret', serveraddress: 'ghcr.io' },
  ],
  ['the store', 'acme/app', { credsStore: 'test' }, { identitytoken: 'tok', serveraddress: 'docker.io' }],
  [
    'auths where the store knows nothing',
    'quay.io/x/y',
    { credsStore: 'test', auths: { 'quay.io': { auth: kim } } },
    { username: 'kim', password: 'pa:ss', serveraddress: 'quay.io' },
  ],
  ['nothing where the helper is missing', 'quay.io/x/y', { credsStore: 'not-installed' }, undefined],
])('takes %s', async (_, image, config, expected) => {
  expect(read(await registryAuth(image, undefined, home(config)))).toEqual(expected);
});

it("takes the job's own login before the user's", async () => {
  const env = home({ auths: { 'ghcr.io': { auth: kim } } });
  expect(read(await registryAuth('ghcr.io/x/y', { username: 'job', password: 'p' }, env))).toEqual({
    username: 'job',
    password: 'p',
    serveraddress: 'ghcr.io',
  });
});

it('does without a configuration, or with a broken one', async () => {
  expect(await registryAuth('redis', undefined, { HOME: '/nowhere' })).toBeUndefined();
  const env = home({});
  writeFileSync(join(env['HOME'] ?? '', '.docker/config.json'), '{ broken');
  expect(await registryAuth('redis', undefined, env)).toBeUndefined();
});
