import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { engineEndpoints, parseEndpoint } from './endpoint.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-endpoint-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const addresses = (env: Record<string, string>): readonly string[] =>
  engineEndpoints({ HOME: join(root, 'nobody'), ...env }).map(({ address }) => address);

it('looks at the sockets that engines are known to make', () => {
  expect(addresses({ XDG_RUNTIME_DIR: '/run/user/7' })).toEqual([
    'unix:///var/run/docker.sock',
    'unix:///run/user/7/docker.sock',
    `unix://${root}/nobody/.docker/run/docker.sock`,
    `unix://${root}/nobody/.docker/desktop/docker.sock`,
    'unix:///run/user/7/podman/podman.sock',
    'unix:///run/podman/podman.sock',
  ]);
});

it('takes DOCKER_HOST as the only place', () => {
  expect(addresses({ DOCKER_HOST: 'unix:///tmp/my.sock' })).toEqual(['unix:///tmp/my.sock']);
});

it('follows the Docker context in use', () => {
  const home = join(root, 'user');
  const id = createHash('sha256').update('colima').digest('hex');
  mkdirSync(join(home, '.docker/contexts/meta', id), { recursive: true });
  writeFileSync(join(home, '.docker/config.json'), '{"currentContext": "colima"}');
  writeFileSync(
    join(home, '.docker/contexts/meta', id, 'meta.json'),
    '{"Name": "colima", "Endpoints": {"docker": {"Host": "unix:///colima.sock"}}}',
  );
  expect(addresses({ HOME: home })).toEqual(['unix:///colima.sock']);
  expect(addresses({ HOME: home, DOCKER_CONTEXT: 'default' })).toContain('unix:///var/run/docker.sock');
  expect(() => addresses({ HOME: home, DOCKER_CONTEXT: 'lost' })).toThrow('"lost" is not there');
});

it.each([
  ['tcp://10.0.0.4', { kind: 'tcp', host: '10.0.0.4', port: 2375, tls: undefined }],
  ['tcp://build.example:4243', { kind: 'tcp', host: 'build.example', port: 4243, tls: undefined }],
  ['unix:///run/x.sock', { kind: 'socket', path: '/run/x.sock' }],
])('reads %s', (host, connect) => {
  expect(parseEndpoint(host, undefined)).toEqual({ address: host, connect });
});

it('secures tcp with the certificates that DOCKER_TLS_VERIFY asks for', () => {
  writeFileSync(join(root, 'ca.pem'), 'CA');
  const env = { DOCKER_HOST: 'tcp://far:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: root };
  expect(engineEndpoints(env)[0]?.connect).toEqual({
    kind: 'tcp',
    host: 'far',
    port: 2376,
    tls: { ca: Buffer.from('CA'), cert: undefined, key: undefined, verify: true },
  });
});

it.each(['ssh://box', 'npipe:////./pipe/docker_engine', 'nonsense'])(
  'says that %s cannot be served',
  (host) => {
    expect(() => parseEndpoint(host, undefined)).toThrow(JSON.stringify(host));
  },
);
