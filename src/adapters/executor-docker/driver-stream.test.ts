import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { Report } from '../../sandbox/report.ts';
import { openDriverStream, type DriverListener, type DriverStream } from './driver-stream.ts';

function frame(stream: 1 | 2, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

/** A stream with the engine's end of its connection. */
async function connected(
  listener: Partial<DriverListener>,
  head: Uint8Array = new Uint8Array(0),
): Promise<{ readonly stream: DriverStream; readonly engine: Socket }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const arrived = once(server, 'connection') as Promise<[Socket]>;
  const socket = connect(port, '127.0.0.1');
  const [engine] = await arrived;
  onTestFinished(() => {
    engine.destroy();
    socket.destroy();
    server.close();
  });
  return { engine, stream: openDriverStream({ socket, head }, { output() {}, report() {}, ...listener }) };
}

it('parts output and reports, what came with the answer’s head included', async () => {
  const output: string[] = [];
  const reports: Report[] = [];
  const listener: DriverListener = {
    output: (chunk) => void output.push(Buffer.from(chunk).toString()),
    report: (report) => void reports.push(report),
  };
  const { engine, stream } = await connected(listener, frame(1, 'first '));
  engine.end(Buffer.concat([frame(1, 'a'), frame(2, 'pong 1\nrunn'), frame(1, 'b'), frame(2, 'er 7\n')]));
  await stream.ended;
  expect(output.join('')).toBe('first ab');
  expect(reports).toEqual([
    { kind: 'pong', number: 1 },
    { kind: 'runner', pid: 7 },
  ]);
  expect(stream.isOpen).toBe(false);
});

it('takes nothing more while the taker of output is not ready', async () => {
  const taken = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<void>();
  const seen: string[] = [];
  const { engine, stream } = await connected({
    output(chunk) {
      seen.push(Buffer.from(chunk).toString());
      taken.resolve();
      return ready.promise;
    },
    report: ({ kind }) => void seen.push(kind),
  });
  engine.write(frame(1, 'one'));
  await taken.promise;
  expect(stream.isBlocked).toBe(true);
  engine.end(Buffer.concat([frame(2, 'gone\n'), frame(1, 'two')]));
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toEqual(['one']);
  ready.resolve();
  await stream.ended;
  expect(seen).toEqual(['one', 'gone', 'two']);
  expect(stream.isBlocked).toBe(false);
});

it('ends without a fuss when the connection is cut', async () => {
  const { engine, stream } = await connected({});
  engine.resetAndDestroy();
  await stream.ended;
  expect(stream.isOpen).toBe(false);
  stream.send('anything');
});
