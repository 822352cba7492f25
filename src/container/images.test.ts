import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import type { EngineClient } from './client.ts';
import { findImage, fitsPlatform, notToBeHad, pullImage, type ImageDetails } from './images.ts';
import { refusal } from './refusal.ts';

/** A client whose engine answers each call so. */
function answering(answer: unknown, seen: string[] = []): EngineClient {
  const reply = async (method: string, path: string) => {
    seen.push(`${method} ${path}`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { json: reply, open: reply } as unknown as EngineClient;
}

const lines = (...values: readonly object[]): IncomingMessage =>
  Readable.from([
    Buffer.from(values.map((value) => `${JSON.stringify(value)}\r\n`).join('')),
  ]) as IncomingMessage;

const quiet = { platform: undefined, auth: undefined, progress() {}, signal: new AbortController().signal };

it('finds an image, or says that it is not there', async () => {
  const seen: string[] = [];
  await findImage(answering({ Id: 'sha256:1' }, seen), 'cimg/base:stable');
  expect(seen).toEqual(['GET /images/cimg/base:stable/json']);
  expect(await findImage(answering(refusal(404, '{"message":"No such image"}')), 'x')).toBeUndefined();
});

it('pulls one tag, and adds up the layers', async () => {
  const seen: string[] = [];
  const progress: (readonly [number, number])[] = [];
  const answer = lines(
    { status: 'Pulling from acme/app', id: '1.2' },
    { status: 'Downloading', id: 'a', progressDetail: { current: 5, total: 10 } },
    { status: 'Downloading', id: 'b', progressDetail: { current: 1, total: 30 } },
    { status: 'Download complete', id: 'a' },
    { status: 'Extracting', id: 'a', progressDetail: { current: 1, total: 10 } },
  );
  await pullImage(answering(answer, seen), 'acme/app', {
    ...quiet,
    platform: 'linux/arm64',
    progress: (done, total) => void progress.push([done, total]),
  });
  expect(seen).toEqual(['POST /images/create?fromImage=acme%2Fapp&tag=latest&platform=linux%2Farm64']);
  expect(progress).toEqual([
    [5, 10],
    [6, 40],
    [11, 40],
  ]);
});

it('tells trouble that comes in the midst of a pull', async () => {
  await expect(
    pullImage(answering(lines({ error: 'toomanyrequests: slow down' })), 'acme/app:1', quiet),
  ).rejects.toMatchObject({
    code: 'image/not-found',
    message: 'the image acme/app:1 cannot be had: toomanyrequests: slow down',
  });
});

it.each([
  ['pull access denied for x, repository does not exist', 'user', 'docker login'],
  ['manifest unknown: manifest unknown', 'user', 'name and tag'],
  ['dial tcp: lookup registry-1.docker.io: no such host', 'environment', 'does not answer'],
  ['dial tcp 127.0.0.1:9: connect: connection refused', 'environment', 'does not answer'],
  ['something new', 'environment', 'Look at its name'],
])('knows what to do about "%s"', (reason, fault, hint) => {
  expect(notToBeHad('x:1', reason)).toMatchObject({ fault, hint: expect.stringContaining(hint) as string });
});

it.each([
  ['linux/arm64', true],
  ['arm64', true],
  ['linux/arm64/v8', true],
  ['linux/amd64', false],
])('compares an arm64 image with %s', (platform, fits) => {
  const image: ImageDetails = { Id: '', RepoDigests: null, Os: 'linux', Architecture: 'arm64', Config: null };
  expect(fitsPlatform(image, platform)).toBe(fits);
});
