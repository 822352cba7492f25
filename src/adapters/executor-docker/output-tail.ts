import type { EngineClient } from '../../container/client.ts';
import { attachContainer } from '../../container/containers.ts';
import { createFrameSplitter } from '../../container/frames.ts';

const tailBytes = 4096;

/** Keeps the last of a container's output; gives it as text that may follow a sentence. */
export async function followTail(client: EngineClient, id: string): Promise<() => string> {
  const { socket, head } = await attachContainer(client, id, false);
  const split = createFrameSplitter();
  let tail: Buffer = Buffer.alloc(0);
  const take = (chunk: Uint8Array): void => {
    tail = Buffer.concat([tail, ...split(chunk).map(({ payload }) => payload)]).subarray(-tailBytes);
  };
  take(head);
  socket.on('data', take);
  socket.on('error', () => {});
  socket.unref();
  return () => {
    const text = tail.toString('utf8').trimEnd();
    return text === '' ? '' : `. Its last output:\n${text}`;
  };
}
