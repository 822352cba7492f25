import type { HostConfig } from '../../container/containers.ts';
import type { EngineInfo } from '../../container/info.ts';
import type { Resources } from '../../ports/executor.ts';

export interface Limits {
  readonly config: Pick<HostConfig, 'NanoCpus' | 'Memory' | 'MemorySwap'>;
  /** For the log. */
  readonly text: string;
}

/** A resource class as the engine can give it: never more CPUs than there are, which it would refuse. */
export function limitsOf(resources: Resources | undefined, info: EngineInfo): Limits {
  if (resources === undefined) return { config: {}, text: 'Limits: none' };
  const cpus = Math.min(resources.cpus, info.NCPU);
  const cpuText =
    cpus < resources.cpus ? `${cpus} CPU (of ${resources.cpus}: all of this engine)` : `${cpus} CPU`;
  const memoryText = `${formatGigabytes(resources.memoryBytes)} memory`;
  return {
    config: {
      ...(info.CpuCfsQuota && { NanoCpus: Math.round(cpus * 1e9) }),
      // No swap on top: a job ends at its limit, as on CircleCI.
      ...(info.MemoryLimit && { Memory: resources.memoryBytes, MemorySwap: resources.memoryBytes }),
    },
    text: `Limits: ${[
      info.CpuCfsQuota ? cpuText : 'CPU not limited (the engine cannot)',
      info.MemoryLimit ? memoryText : 'memory not limited (the engine cannot)',
    ].join(', ')}`,
  };
}

function formatGigabytes(bytes: number): string {
  const gibibytes = bytes / 2 ** 30;
  return Number.isInteger(gibibytes) ? `${gibibytes} GiB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
