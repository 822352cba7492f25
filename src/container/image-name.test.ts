import { expect, it } from 'vitest';
import { readImageName } from './image-name.ts';

it.each([
  ['redis', 'docker.io', 'redis', 'latest'],
  ['cimg/base:stable', 'docker.io', 'cimg/base', 'stable'],
  ['ghcr.io/acme/app:1.2', 'ghcr.io', 'ghcr.io/acme/app', '1.2'],
  ['localhost:5000/x', 'localhost:5000', 'localhost:5000/x', 'latest'],
  ['localhost/x:1', 'localhost', 'localhost/x', '1'],
  ['acme/app@sha256:abc', 'docker.io', 'acme/app', 'sha256:abc'],
  ['acme/app:1@sha256:abc', 'docker.io', 'acme/app', 'sha256:abc'],
])('reads %s', (name, registry, repository, tag) => {
  expect(readImageName(name)).toEqual({ registry, repository, tag });
});
