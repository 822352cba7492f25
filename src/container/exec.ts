import type { EngineClient, Hijacked } from './client.ts';

export interface ExecConfig {
  readonly command: readonly string[];
  /** Undefined for the container's own. */
  readonly user?: string;
}

/** Starts a program in a running container; its standard streams are the connection's. */
export async function startExec(
  client: EngineClient,
  containerId: string,
  config: ExecConfig,
): Promise<Hijacked> {
  const { Id } = await client.json<{ Id: string }>('POST', `/containers/${containerId}/exec`, {
    body: {
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
      Cmd: config.command,
      ...(config.user !== undefined && { User: config.user }),
    },
  });
  return client.hijack(`/exec/${Id}/start`, { body: { Detach: false, Tty: false }, timeoutMs: 30_000 });
}
