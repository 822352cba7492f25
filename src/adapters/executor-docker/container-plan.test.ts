import { expect, it } from 'vitest';
import { dockerJob } from '../../../testing/docker.ts';
import { plainImage } from '../../ports/testing/specs.ts';
import type { EngineClient } from '../../container/client.ts';
import type { ImageDetails } from '../../container/images.ts';
import type { EngineInfo } from '../../container/info.ts';
import type { ImageSpec, JobSpec } from '../../ports/executor.ts';
import { driverCommand } from '../../sandbox/protocol.ts';
import { planContainer, planService, type ContainerPlan } from './container-plan.ts';
import type { Engine } from './engine.ts';

const info = { NCPU: 2, MemoryLimit: true, CpuCfsQuota: true } as EngineInfo;
const client = { endpoint: { address: '', connect: { kind: 'tcp', host: 'far', port: 1, tls: undefined } } };
const engine: Engine = { client: client as EngineClient, info, title: 'Docker', watchdogSeconds: 0 };
const image: ImageDetails = {
  Id: 'sha256:1',
  RepoDigests: null,
  Architecture: 'amd64',
  Os: 'linux',
  Config: null,
};
const labelled: ImageDetails = {
  ...image,
  Config: { Env: null, User: '', Labels: { 'com.circleci.preserve-entrypoint': 'true' } },
};

function plan(spec: Partial<ImageSpec> = {}, over: Partial<JobSpec> = {}, of = image): ContainerPlan {
  const own = plainImage('acme/app:1', spec);
  const job = dockerJob({ image: own, ...over });
  return planContainer({ job, spec: own, image: of, engine, platform: undefined, binds: [], env: {} });
}

it.each<[string, Partial<ImageSpec>, ImageDetails, object]>([
  ['nothing said', {}, image, { Entrypoint: driverCommand }],
  ['an entrypoint', { entrypoint: ['run'], command: ['x'] }, image, { Entrypoint: ['run'], Cmd: ['x'] }],
  ['a command alone', { command: ['serve'] }, image, { Entrypoint: [''], Cmd: ['serve'] }],
  ['the label', { command: ['arg'] }, labelled, { Cmd: ['arg'] }],
])('with %s starts the right program', (_, spec, of, expected) => {
  const { config, driver } = plan(spec, {}, of);
  expect(config).toMatchObject(expected);
  expect(driver).toBe('Entrypoint' in expected && expected.Entrypoint === driverCommand ? 'main' : 'exec');
});

it('leaves process 1 to programs that insist on it', () => {
  expect(plan({ entrypoint: ['/init'] }).config.HostConfig.Init).toBe(false);
  expect(plan({ entrypoint: ['/docker-entrypoint.sh'] }).config.HostConfig.Init).toBe(true);
});

it('gives equal keys to containers that can stand for each other', () => {
  const key = plan({}, { environment: { A: '1' }, job: 'one' }).key;
  expect(plan({}, { environment: { A: '2' }, job: 'two', execution: 3 }).key).toBe(key);
  expect(plan({ user: 'kim' }).key).not.toBe(key);
  expect(plan({}, { resources: { cpus: 1, memoryBytes: 2 ** 30 } }).key).not.toBe(key);
  expect(plan({}, { services: [plainImage('redis', { name: 'cache' })] }).key).not.toBe(key);
});

it('makes every name of the job a name of its network', () => {
  const services = [plainImage('redis', { name: 'cache' }), plainImage('postgres')];
  expect(plan({ name: 'main' }, { services }).config.HostConfig.ExtraHosts).toEqual([
    'main:127.0.0.1',
    'cache:127.0.0.1',
  ]);
});

it('puts services into the network of the primary container', () => {
  const spec = plainImage('redis:7', { environment: { A: 'b=c' }, user: 'redis' });
  expect(planService(dockerJob(), spec, 'abc', info)).toMatchObject({
    Image: 'redis:7',
    User: 'redis',
    Env: ['A=b=c'],
    HostConfig: { NetworkMode: 'container:abc', AutoRemove: true },
  });
});
