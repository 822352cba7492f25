import { expect, it } from 'vitest';
import { endedLine } from './image-ends.ts';

it('knows lines that have ended, and all before the first it lists', () => {
  expect(endedLine('cimg/node:16.20')).toEqual({ what: 'Node 16', since: '2023-09' });
  expect(endedLine('docker.io/library/python:3.8-slim')).toEqual({ what: 'Python 3.8', since: '2024-10' });
  expect(endedLine('postgres:9.6-alpine')).toEqual({ what: 'PostgreSQL 9', since: undefined });
  expect(endedLine('golang:1.9')).toEqual({ what: 'Go 1.9', since: undefined });
});

it('says nothing of current lines, of tags without a version, and of images it does not know', () => {
  for (const image of [
    'cimg/node:22.18',
    'node:lts',
    'python:3',
    'python:3.14',
    'golang:1.26',
    'acme/node:12',
    'node',
    'registry.example:5000/node:12',
    'node:22@sha256:0123',
  ])
    expect([image, endedLine(image)]).toEqual([image, undefined]);
});
