import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectEngine, type EngineClient } from './client.ts';
import { refusalStatus } from './refusal.ts';

/** An engine that says what a test wants it to, on a socket of its own. */
async function fakeEngine(listener: RequestListener, apiVersion = '1.43'): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-engine-'));
  const path = join(folder, 'engine.sock');
  const server = createServer((request, response) => {
    if (request.url !== '/_ping') return listener(request, response);
    response.setHeader('Api-Version', apiVersion);
    response.end('OK');
  });
  server.on('upgrade', (_, socket) => {
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nfirst ');
    socket.on('data', (chunk) => socket.end(`echo ${String(chunk)}`));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { DOCKER_HOST: `unix://${path}` };
}

async function connected(listener: RequestListener, apiVersion?: string): Promise<EngineClient> {
  const client = await connectEngine(await fakeEngine(listener, apiVersion));
  onTestFinished(() => client.close());
  return client;
}

describe('finding an engine', () => {
  it.each([
    ['1.41', '1.41'],
    ['1.43', '1.43'],
    ['1.99', '1.48'],
  ])('speaks with an engine of %s in version %s', async (offered, spoken) => {
    const client = await connected((request, response) => response.end(JSON.stringify(request.url)), offered);
    expect(await client.json('GET', '/info')).toBe(`/v${spoken}/info`);
  });

  it('says of an old one that it is too old', async () => {
    await expect(connectEngine(await fakeEngine(() => {}, '1.40'))).rejects.toMatchObject({
      code: 'executor/unavailable',
      message: expect.stringContaining('it speaks API 1.40, 1.41 is needed') as string,
    });
  });

  it('says of another server that it is no engine', async () => {
    await expect(connectEngine(await fakeEngine(() => {}, ''))).rejects.toMatchObject({
      code: 'executor/unavailable',
      message: expect.stringContaining('is no container engine') as string,
    });
  });

  it('says what keeps it from the one that was asked for', async () => {
    await expect(connectEngine({ DOCKER_HOST: 'unix:///no/such/socket' })).rejects.toMatchObject({
      code: 'executor/unavailable',
      message: 'no container engine answers at unix:///no/such/socket: there is no such socket',
      hint: expect.stringContaining('--executor host') as string,
    });
    await expect(connectEngine({ DOCKER_HOST: 'tcp://127.0.0.1:9' })).rejects.toMatchObject({
      message: expect.stringContaining('the connection is refused') as string,
    });
  });
});

describe('calls', () => {
  it('send JSON and read JSON', async () => {
    const client = await connected(async (request, response) => {
      const body = await Array.fromAsync(request as AsyncIterable<Buffer>);
      response.end(
        JSON.stringify([request.method, request.headers['content-type'], String(Buffer.concat(body))]),
      );
    });
    expect(await client.json('POST', '/x', { body: { a: 1 } })).toEqual([
      'POST',
      'application/json',
      '{"a":1}',
    ]);
  });

  it('tell a refusal with its status and the engine’s own words', async () => {
    const client = await connected((_, response) => {
      response.statusCode = 409;
      response.end('{"message": "name is taken\\n"}');
    });
    const error = await client.json('GET', '/x').catch((error: unknown) => error);
    expect(error).toMatchObject({
      code: 'executor/failed',
      message: 'the container engine refused: name is taken',
    });
    expect(refusalStatus(error)).toBe(409);
  });

  it('end when no answer comes in time', async () => {
    const client = await connected(() => {});
    await expect(client.json('GET', '/x', { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'executor/unavailable',
      message: expect.stringContaining('no answer within 0.05 s') as string,
    });
  });

  it('end when the signal aborts', async () => {
    const client = await connected(() => {});
    const controller = new AbortController();
    const call = client.json('GET', '/x', { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('try once more on a connection that the engine had closed meanwhile', async () => {
    let calls = 0;
    const client = await connected((request, response) => {
      calls += 1;
      // The second call comes on the kept connection of the first: cut it as a server that closes idle ones would.
      if (calls === 2) request.socket.destroy();
      else response.end(String(calls));
    });
    expect(await client.json('GET', '/x')).toBe(1);
    expect(await client.json('GET', '/x')).toBe(3);
  });

  it('pass on the trouble of a stream that they send', async () => {
    const client = await connected((request) => void request.resume());
    const stream = Readable.from(
      (async function* () {
        yield Buffer.from('some');
        throw new Error('cut short');
      })(),
    );
    await expect(client.json('PUT', '/x', { stream })).rejects.toThrow('cut short');
  });

  it('hand over the raw connection of an upgrade', async () => {
    const client = await connected(() => {});
    const { socket, head } = await client.hijack('/attach');
    socket.write('hello');
    const rest = await Array.fromAsync(socket as AsyncIterable<Buffer>);
    expect(Buffer.concat([head, ...rest]).toString()).toBe('first echo hello');
  });
});
