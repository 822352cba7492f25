import { expect, it } from 'vitest';
import type { EngineInfo } from '../../container/info.ts';
import { limitsOf } from './limits.ts';

const info = { NCPU: 4, MemoryLimit: true, CpuCfsQuota: true } as EngineInfo;
const gigabytes = (n: number): number => n * 2 ** 30;

it.each([
  [undefined, info, {}, 'Limits: none'],
  [
    { cpus: 2, memoryBytes: gigabytes(4) },
    info,
    { NanoCpus: 2e9, Memory: gigabytes(4), MemorySwap: gigabytes(4) },
    'Limits: 2 CPU, 4 GiB memory',
  ],
  [
    { cpus: 8, memoryBytes: 1_500_000_000 },
    info,
    { NanoCpus: 4e9, Memory: 1_500_000_000, MemorySwap: 1_500_000_000 },
    'Limits: 4 CPU (of 8: all of this engine), 1.5 GB memory',
  ],
  [
    { cpus: 2, memoryBytes: gigabytes(4) },
    { ...info, MemoryLimit: false, CpuCfsQuota: false },
    {},
    'Limits: CPU not limited (the engine cannot), memory not limited (the engine cannot)',
  ],
])('of %j', (resources, info, config, text) => {
  expect(limitsOf(resources, info)).toEqual({ config, text });
});
