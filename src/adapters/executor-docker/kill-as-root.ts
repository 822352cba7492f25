import type { EngineClient } from '../../container/client.ts';
import { startExec } from '../../container/exec.ts';
import { encodeRootKill, rootKillCommand } from '../../sandbox/protocol.ts';

const limitMs = 3000;

/** The driver's kill walk with the rights of root: for children that a step started by `sudo`. Never throws. */
export async function killAsRoot(
  client: EngineClient,
  containerId: string,
  nonce: string,
  runner: number,
  since: string,
): Promise<void> {
  try {
    const { socket } = await startExec(client, containerId, { command: rootKillCommand, user: '0' });
    socket.on('error', () => {});
    const limit = setTimeout(() => socket.destroy(), limitMs);
    socket.write(encodeRootKill(nonce, runner, since));
    for await (const _ of socket);
    clearTimeout(limit);
  } catch {
    // The container is gone, or going.
  }
}
