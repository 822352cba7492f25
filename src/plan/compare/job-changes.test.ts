import { expect, it } from 'vitest';
import { sideOf } from '../testing/side.ts';
import { jobChange } from './job-changes.ts';

/** The change between two bodies of a job, as YAML in one line; both get a step if they have none. */
async function change(before: string, after: string) {
  const jobs = await Promise.all(
    [before, after].map(async (body) => {
      const steps = body.includes('steps:') ? '' : 'steps: [checkout], ';
      const { config } = await sideOf(`jobs: {build: {${steps}${body}}}\nworkflows: {main: {jobs: [build]}}`);
      return config.jobs[0];
    }),
  );
  const [old, now] = jobs;
  if (old === undefined || now === undefined) throw new Error('no job');
  return jobChange(old, now);
}

const value = (key: string, before: string | null, after: string | null) => ({ kind: 'value', key, before, after }); // prettier-ignore
const docker = (...images: readonly string[]): string => `docker: [${images.join(', ')}]`;

it.each([
  ['nothing', docker('{image: "a:1"}'), docker('{image: "a:1"}'), undefined],
  ['the image', docker('{image: "a:1"}'), docker('{image: "a:2"}'), [value('image', 'a:1', 'a:2')]],
  [
    'the kind of executor',
    docker('{image: "a:1"}'),
    'machine: {image: "ubuntu:now"}',
    [value('executor', 'docker a:1', 'machine ubuntu:now')],
  ],
  [
    'a machine',
    'machine: {image: "u:1"}',
    'machine: {image: "u:2", docker_layer_caching: true}',
    [value('machine.image', 'u:1', 'u:2'), value('machine.docker_layer_caching', 'false', 'true')],
  ],
  [
    'an Xcode',
    'macos: {xcode: "15.4.0"}',
    'macos: {xcode: "16.0.0"}',
    [value('macos.xcode', '15.4.0', '16.0.0')],
  ],
  [
    'services, which go by name or image',
    docker('{image: a}', '{image: "redis:6"}', '{image: "pg:1"}', '{image: "x:1", name: db}'),
    docker('{image: a}', '{image: "y:1", name: db}', '{image: "redis:7", user: kim}', '{image: "mail:1"}'),
    [
      value('service db image', 'x:1', 'y:1'),
      value('service redis image', 'redis:6', 'redis:7'),
      value('service redis user', null, 'kim'),
      { kind: 'list', key: 'services', added: ['mail:1'], removed: ['pg:1'] },
    ],
  ],
  [
    'settings',
    `${docker('{image: a}')}, resource_class: small, shell: sh`,
    `${docker('{image: a}')}, resource_class: large, parallelism: 4, working_directory: /w`,
    [
      value('resource_class', 'small', 'large'),
      value('parallelism', '1', '4'),
      value('shell', 'sh', null),
      value('working_directory', '~/project', '/w'),
    ],
  ],
  [
    'variables, without the values of secret ones',
    `${docker('{image: a}')}, environment: {A: 1, B: 1, API_TOKEN: x, GONE: 1}`,
    `${docker('{image: a}')}, environment: {B: 2, A: 1, API_TOKEN: y, NEW: 1, DB: "pg://kim:pw@db/x"}`,
    [
      value('environment.B', '1', '2'),
      { kind: 'hidden', key: 'environment.API_TOKEN', before: true, after: true },
      value('environment.GONE', '1', null),
      value('environment.NEW', null, '1'),
      { kind: 'hidden', key: 'environment.DB', before: false, after: true },
    ],
  ],
  [
    'logins of an image, never shown',
    docker('{image: a, auth: {username: u, password: p}}'),
    docker('{image: a, auth: {username: u, password: q}, environment: {X: 1}}'),
    [{ kind: 'hidden', key: 'auth', before: true, after: true }, value('image environment.X', null, '1')],
  ],
])('tells of %s', async (_, before, after, settings) => {
  expect((await change(before, after))?.settings).toEqual(settings);
});
