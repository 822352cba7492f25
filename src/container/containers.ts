import type { EngineClient, Hijacked } from './client.ts';
import { refusalStatus } from './refusal.ts';

/** The part of the engine's container configuration that is used here; the engine's own spelling. */
export interface ContainerConfig {
  readonly Image: string;
  /** `['']` takes the image's away. */
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly User?: string;
  readonly Env?: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly OpenStdin?: boolean;
  /** Standard input ends when the first client that is attached goes. */
  readonly StdinOnce?: boolean;
  readonly AttachStdin?: boolean;
  readonly AttachStdout?: boolean;
  readonly AttachStderr?: boolean;
  readonly HostConfig: HostConfig;
}

export interface HostConfig {
  readonly AutoRemove?: boolean;
  readonly Init?: boolean;
  readonly LogConfig?: { readonly Type: string };
  readonly NetworkMode?: string;
  readonly ExtraHosts?: readonly string[];
  readonly Binds?: readonly string[];
  readonly GroupAdd?: readonly string[];
  readonly Tmpfs?: Readonly<Record<string, string>>;
  readonly ShmSize?: number;
  readonly NanoCpus?: number;
  readonly Memory?: number;
  readonly MemorySwap?: number;
}

export interface ContainerSummary {
  readonly Id: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Names: readonly string[];
  /** `created`, `running`, `exited`, … */
  readonly State: string;
}

/** Creating and starting take a fraction of a second, but wait for the disk where the machine is busy. */
const startMs = 60_000;
const removeMs = 60_000;

export async function createContainer(
  client: EngineClient,
  name: string,
  config: ContainerConfig,
  options: { readonly platform?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const query = new URLSearchParams({ name });
  if (options.platform !== undefined) query.set('platform', options.platform);
  const { Id } = await client.json<{ Id: string }>('POST', `/containers/create?${query}`, {
    body: config,
    timeoutMs: startMs,
    signal: options.signal,
  });
  return Id;
}

export async function startContainer(client: EngineClient, id: string, signal?: AbortSignal): Promise<void> {
  await client.json('POST', `/containers/${id}/start`, { timeoutMs: startMs, signal });
}

/** The container's standard streams. Attach before the start, so that nothing is missed. */
export async function attachContainer(client: EngineClient, id: string, stdin: boolean): Promise<Hijacked> {
  return client.hijack(`/containers/${id}/attach?stream=1&stdout=1&stderr=1${stdin ? '&stdin=1' : ''}`);
}

/** Resolves with the exit code at the next end of the container's main process. Ask before the start. */
export async function nextExit(client: EngineClient, id: string): Promise<number> {
  const { StatusCode } = await client.json<{ StatusCode: number }>(
    'POST',
    `/containers/${id}/wait?condition=next-exit`,
    { timeoutMs: 0 },
  );
  return StatusCode;
}

/** Only a name for people: trouble with it is none. */
export async function renameContainer(client: EngineClient, id: string, name: string): Promise<void> {
  await client.json('POST', `/containers/${id}/rename?name=${encodeURIComponent(name)}`).catch(() => {});
}

/**
 * Kills and removes a container and its unnamed volumes; resolves when it is gone, also where someone else (the engine's
 * own AutoRemove) is removing it.
 */
export async function removeContainer(client: EngineClient, id: string): Promise<void> {
  try {
    await client.json('DELETE', `/containers/${id}?force=1&v=1`, { timeoutMs: removeMs });
  } catch (error) {
    const status = refusalStatus(error);
    if (status === 404) return;
    if (status !== 409) throw error;
    await client
      .json('POST', `/containers/${id}/wait?condition=removed`, { timeoutMs: removeMs })
      .catch((late: unknown) => {
        if (refusalStatus(late) !== 404) throw late;
      });
  }
}

export async function listContainers(
  client: EngineClient,
  label: string,
): Promise<readonly ContainerSummary[]> {
  return client.json('GET', `/containers/json?all=1&filters=${byLabel(label)}`);
}

export function byLabel(label: string): string {
  return encodeURIComponent(JSON.stringify({ label: [label] }));
}
