import type { EngineClient, Hijacked } from './client.ts';

export interface ExecConfig {
  readonly command: readonly string[];
  /** Undefined for the container's own. */
  readonly user?: string;
}

export interface RunningExec extends Hijacked {
  readonly id: string;
}

/** Starts a program in a running container; its standard streams are the connection's. */
export async function startExec(
  client: EngineClient,
  containerId: string,
  config: ExecConfig,
): Promise<RunningExec> {
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
  const hijacked = await client.hijack(`/exec/${Id}/start`, {
    body: { Detach: false, Tty: false },
    timeoutMs: 30_000,
  });
  return { id: Id, ...hijacked };
}

/** The exit code of a program whose streams have ended; undefined while the engine has not heard of its end. */
export async function execExit(client: EngineClient, execId: string): Promise<number | undefined> {
  const { ExitCode, Running } = await client.json<{ ExitCode: number | null; Running: boolean }>(
    'GET',
    `/exec/${execId}/json`,
  );
  return Running ? undefined : (ExitCode ?? undefined);
}
