import { expect, it } from 'vitest';
import type { EngineClient } from './client.ts';
import { removeContainer } from './containers.ts';
import { refusal } from './refusal.ts';

/** A client whose engine refuses each call with the next status; 0 is a success. */
function answering(...statuses: number[]): { client: EngineClient; calls: string[] } {
  const calls: string[] = [];
  const json = async (method: string, path: string): Promise<void> => {
    calls.push(`${method} ${path}`);
    const status = statuses.shift() ?? 0;
    if (status !== 0) throw refusal(status, '{"message":"no"}');
  };
  return { calls, client: { json } as unknown as EngineClient };
}

it('kills and removes with the volumes that have no name', async () => {
  const { client, calls } = answering(0);
  await removeContainer(client, 'abc');
  expect(calls).toEqual(['DELETE /containers/abc?force=1&v=1']);
});

it('is content with one that is gone already', async () => {
  await expect(removeContainer(answering(404).client, 'abc')).resolves.toBeUndefined();
});

it.each([0, 404])('waits for a removal that is under way already (%i)', async (status) => {
  const { client, calls } = answering(409, status);
  await removeContainer(client, 'abc');
  expect(calls[1]).toBe('POST /containers/abc/wait?condition=removed');
});

it('passes on any other trouble', async () => {
  await expect(removeContainer(answering(500).client, 'abc')).rejects.toThrow('refused: no');
  await expect(removeContainer(answering(409, 500).client, 'abc')).rejects.toThrow('refused: no');
});
