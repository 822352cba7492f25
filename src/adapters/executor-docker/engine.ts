import { connectEngine, type EngineClient } from '../../container/client.ts';
import { engineInfo, engineVersion, type EngineInfo } from '../../container/info.ts';

/** The engine, once it has answered. */
export interface Engine {
  readonly client: EngineClient;
  readonly info: EngineInfo;
  /** `Docker 20.10.24`, `Podman 5.2.0`. */
  readonly title: string;
  /** A container ends itself when no word has come from here for so long; 0 for never, where the engine is on this machine. */
  readonly watchdogSeconds: number;
}

export async function reachEngine(
  env: Readonly<Record<string, string | undefined>>,
  watchdogSeconds: number,
): Promise<Engine> {
  const client = await connectEngine(env);
  try {
    const [info, version] = await Promise.all([engineInfo(client), engineVersion(client)]);
    const isPodman = version.Components?.some(({ Name }) => /podman/i.test(Name)) === true;
    const isRemote = client.endpoint.connect.kind === 'tcp';
    return {
      client,
      info,
      title: `${isPodman ? 'Podman' : 'Docker'} ${version.Version}`,
      watchdogSeconds: isRemote ? watchdogSeconds : 0,
    };
  } catch (error) {
    client.close();
    throw error;
  }
}

export function describeEngine({ client, info, title }: Engine): string {
  return `${title} (API ${client.apiVersion}) at ${client.endpoint.address}: ${info.OperatingSystem}, kernel ${info.KernelVersion}`;
}

/** The engine is on another machine, or may be: connections die unnoticed, and paths and processes are not ours. */
export function isRemote({ client }: Engine): boolean {
  return client.endpoint.connect.kind === 'tcp';
}
