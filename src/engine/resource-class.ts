import type { Resources } from '../ports/executor.ts';

const gibibyte = 1024 ** 3;

/** EXE-16b: CPUs and GiB. */
const sizes: Readonly<Record<string, readonly [cpus: number, memory: number]>> = {
  small: [1, 2],
  medium: [2, 4],
  'medium+': [3, 6],
  large: [4, 8],
  xlarge: [8, 16],
  '2xlarge': [16, 32],
  '2xlarge+': [20, 40],
};

/**
 * Limits of a docker job; `arm.` classes have those of the class they name. Undefined, that is none, for a class that is
 * not in CircleCI's table: a self-hosted one (EXE-17), a GPU.
 */
export function dockerResources(resourceClass: string | undefined): Resources | undefined {
  const name = (resourceClass ?? 'medium').replace(/^arm\./, '');
  const size = Object.hasOwn(sizes, name) ? sizes[name] : undefined;
  return size && { cpus: size[0], memoryBytes: size[1] * gibibyte };
}

/** `arm.*` classes are arm64 machines (EXE-15). */
export function platformOf(resourceClass: string | undefined): string | undefined {
  return resourceClass?.startsWith('arm.') === true ? 'linux/arm64' : undefined;
}
