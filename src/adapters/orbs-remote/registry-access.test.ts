import { expect, it } from 'vitest';
import { type AccessInputs, registryAccess } from './registry-access.ts';

const nobody = { host: undefined, endpoint: undefined, token: undefined };

function access(inputs: Partial<AccessInputs>) {
  const { endpoint, token } = registryAccess({
    environment: {},
    registry: undefined,
    account: nobody,
    ...inputs,
  });
  return [endpoint, token];
}

const account = { host: 'https://ci.example', endpoint: 'graphql-unstable', token: 'of file' };
const cloud = 'https://circleci.com/graphql-unstable';

it.each<[string, Partial<AccessInputs>, readonly (string | undefined)[]]>([
  ['nothing is set', {}, [cloud, undefined]],
  ['the CLI was set up', { account }, ['https://ci.example/graphql-unstable', 'of file']],
  [
    'CIRCLE_TOKEN is above its file',
    { account, environment: { CIRCLE_TOKEN: 'c' } },
    ['https://ci.example/graphql-unstable', 'c'],
  ],
  [
    'CIRCLECI_CLI_TOKEN is above that',
    { environment: { CIRCLE_TOKEN: 'c', CIRCLECI_CLI_TOKEN: 'cli' } },
    [cloud, 'cli'],
  ],
  [
    'ORRERY_ORB_TOKEN is above all',
    { account, environment: { ORRERY_ORB_TOKEN: 'o', CIRCLE_TOKEN: 'c' } },
    ['https://ci.example/graphql-unstable', 'o'],
  ],
  [
    'CIRCLECI_CLI_HOST names another host',
    { environment: { CIRCLECI_CLI_HOST: 'https://b.example', CIRCLE_TOKEN: 'c' } },
    ['https://b.example/graphql-unstable', 'c'],
  ],
  [
    'ORRERY_ORB_REGISTRY is above the settings',
    {
      registry: 'https://r.example/q',
      environment: { ORRERY_ORB_REGISTRY: 'https://o.example', ORRERY_ORB_TOKEN: 'o' },
    },
    ['https://o.example/graphql-unstable', 'o'],
  ],
  [
    "the CLI's token stays with its host",
    { account, environment: { ORRERY_ORB_REGISTRY: 'https://o.example/q' } },
    ['https://o.example/q', undefined],
  ],
  [
    'a repository names a registry: it gets no token',
    { registry: 'https://evil.example/q', account, environment: { ORRERY_ORB_TOKEN: 'o' } },
    ['https://evil.example/q', undefined],
  ],
  [
    'a repository names the host of the user',
    { registry: 'https://ci.example/q', account },
    ['https://ci.example/q', 'of file'],
  ],
  [
    'plain http gets no token',
    { environment: { ORRERY_ORB_REGISTRY: 'http://o.example/q', ORRERY_ORB_TOKEN: 'o' } },
    ['http://o.example/q', undefined],
  ],
  [
    'this machine does',
    { environment: { ORRERY_ORB_REGISTRY: 'http://127.0.0.1:9/q', ORRERY_ORB_TOKEN: 'o' } },
    ['http://127.0.0.1:9/q', 'o'],
  ],
])('%s', (_, inputs, expected) => {
  expect(access(inputs)).toEqual(expected);
});

it('says where a URL is none', () => {
  expect(() => access({ environment: { ORRERY_ORB_REGISTRY: 'circleci.com' } })).toThrow(
    'ORRERY_ORB_REGISTRY',
  );
  expect(() => access({ registry: 'ftp://x' })).toThrow('orbs.registry');
});

it('refuses a token that cannot be sent, without telling it', () => {
  const refused = () => access({ environment: { CIRCLE_TOKEN: 'se\ncret' } });
  expect(refused).toThrow('no token has');
  expect(refused).not.toThrow('cret');
  expect(access({ environment: { CIRCLE_TOKEN: 'abc\n' } })).toEqual([cloud, 'abc']);
});
