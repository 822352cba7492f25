import type { EngineClient } from './client.ts';

/** What the engine says of itself and its machine. */
export interface EngineInfo {
  readonly ServerVersion: string;
  readonly OperatingSystem: string;
  readonly KernelVersion: string;
  readonly OSType: string;
  /** As `uname -m` has it: `x86_64`, `aarch64`. */
  readonly Architecture: string;
  readonly NCPU: number;
  readonly MemTotal: number;
  readonly MemoryLimit: boolean;
  readonly CpuCfsQuota: boolean;
}

export async function engineInfo(client: EngineClient): Promise<EngineInfo> {
  return client.json('GET', '/info');
}

export interface EngineVersion {
  readonly Version: string;
  readonly Components?: readonly { readonly Name: string }[];
}

export async function engineVersion(client: EngineClient): Promise<EngineVersion> {
  return client.json('GET', '/version');
}
