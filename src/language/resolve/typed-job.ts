import type { JobKind } from '../config/ast.ts';
import { findEntry, type MapNode, type Node } from '../tree/node.ts';
import { booleanAt, environmentOf, integerAt, textAt, textOf, textsOf, valueAt } from './rendered-values.ts';
import type { ResolvedExecutor, ResolvedImage, ResolvedJob, ResolvedStep } from './resolved.ts';
import { splitWords } from './split-words.ts';

/** A compiled job as the engine takes it, read off the tree that is printed. */
export function typedJob(
  kind: JobKind,
  node: MapNode,
  steps: readonly ResolvedStep[],
): Omit<ResolvedJob, 'name' | 'origin'> {
  const lockKey = kind === 'lock' || kind === 'unlock' ? textAt(node, 'key') : undefined;
  return {
    type: kind === 'approval' ? 'build' : kind,
    executor: executorOf(node),
    shell: textAt(node, 'shell'),
    workingDirectory: textAt(node, 'working_directory') ?? '~/project',
    environment: environmentOf(valueAt(node, 'environment')),
    resourceClass: textAt(node, 'resource_class'),
    parallelism: integerAt(node, 'parallelism') ?? 1,
    steps,
    ...cacheDaysOf(node),
    ...(lockKey !== undefined && { lockKey }),
  };
}

function cacheDaysOf(node: MapNode): Pick<ResolvedJob, 'cacheDays'> {
  const retention = mapAt(node, 'retention');
  const days = /^(\d+)d$/.exec((retention && textAt(retention, 'caches')) ?? '')?.[1];
  return days === undefined ? {} : { cacheDays: Number(days) };
}

function executorOf(node: MapNode): ResolvedExecutor | undefined {
  const docker = findEntry(node, 'docker')?.value;
  if (docker?.kind === 'list') return { kind: 'docker', images: docker.items.flatMap(imageOf) };
  const machine = findEntry(node, 'machine')?.value;
  if (machine !== undefined) return machineOf(machine);
  const macos = findEntry(node, 'macos')?.value;
  return macos?.kind === 'map' ? { kind: 'macos', xcode: textAt(macos, 'xcode') ?? '' } : undefined;
}

/** EXE-12: a map, `true`, or an image's name by itself. */
function machineOf(node: Node): ResolvedExecutor {
  if (node.kind === 'map')
    return {
      kind: 'machine',
      image: textAt(node, 'image'),
      dockerLayerCaching: booleanAt(node, 'docker_layer_caching'),
    };
  const isName = node.kind === 'scalar' && typeof node.value === 'string';
  return { kind: 'machine', image: isName ? textOf(node) : undefined, dockerLayerCaching: false };
}

function imageOf(node: Node): readonly ResolvedImage[] {
  if (node.kind !== 'map') return [];
  const name = textAt(node, 'name');
  const user = textAt(node, 'user');
  const auth = mapAt(node, 'auth');
  const awsAuth = mapAt(node, 'aws_auth');
  return [
    {
      image: textAt(node, 'image') ?? '',
      environment: environmentOf(valueAt(node, 'environment')),
      ...(name !== undefined && { name }),
      ...(user !== undefined && { user }),
      ...argvAt(node, 'entrypoint'),
      ...argvAt(node, 'command'),
      ...(auth !== undefined && {
        auth: { username: textAt(auth, 'username') ?? '', password: textAt(auth, 'password') ?? '' },
      }),
      ...(awsAuth !== undefined && {
        awsAuth: Object.fromEntries(awsAuth.entries.map((e) => [e.key, textOf(e.value) ?? ''])),
      }),
    },
  ];
}

function argvAt<K extends 'entrypoint' | 'command'>(
  node: MapNode,
  key: K,
): { readonly [P in K]?: readonly string[] } {
  const value = valueAt(node, key);
  if (value === undefined) return {};
  const argv = value.kind === 'list' ? textsOf(value) : splitWords(textOf(value) ?? '');
  return { [key]: argv } as { readonly [P in K]?: readonly string[] };
}

function mapAt(node: MapNode, key: string): MapNode | undefined {
  const value = findEntry(node, key)?.value;
  return value?.kind === 'map' ? value : undefined;
}
