import { parseDuration } from '../../base/duration.ts';
import type { MapNode } from '../tree/node.ts';
import { booleanAt, environmentOf, integerAt, textAt, textsAt, valueAt } from './rendered-values.ts';
import type { Origin, ResolvedStep, RunStep, StepWhen } from './resolved.ts';

/** A rendered, checked built-in step as the engine takes it, defaults filled in (STP-13, STP-20 to STP-25). */
export function typedStep(kind: string, body: MapNode, origin: Origin): ResolvedStep {
  const base = { name: textAt(body, 'name') || defaultName(kind, body), origin };
  const text = (key: string): string => textAt(body, key) ?? '';
  switch (kind) {
    case 'run':
    case 'deploy':
      return runStep(base, body);
    case 'checkout':
      return { ...base, kind, ...checkoutOptions(body) };
    case 'save_cache':
      return { ...base, kind, key: text('key'), paths: textsAt(body, 'paths'), when: whenOf(body) };
    case 'restore_cache':
      return { ...base, kind, keys: [...textsAt(body, 'keys'), ...textsAt(body, 'key')] };
    case 'persist_to_workspace':
      return { ...base, kind, root: text('root'), paths: textsAt(body, 'paths'), when: whenOf(body) };
    case 'attach_workspace':
      return { ...base, kind, at: text('at') };
    case 'store_artifacts':
      return { ...base, kind, path: text('path'), ...optional('destination', textAt(body, 'destination')) };
    case 'store_test_results':
      return { ...base, kind, path: text('path') };
    case 'setup_remote_docker':
      return {
        ...base,
        kind,
        dockerLayerCaching: booleanAt(body, 'docker_layer_caching'),
        ...optional('version', textAt(body, 'version')),
      };
    case 'add_ssh_keys':
      return { ...base, kind, fingerprints: textsAt(body, 'fingerprints') };
    default:
      return { ...base, kind: 'unsupported', step: kind };
  }
}

interface StepBase {
  readonly name: string;
  readonly origin: Origin;
}

function runStep(base: StepBase, body: MapNode): RunStep {
  return {
    ...base,
    kind: 'run',
    command: textAt(body, 'command') ?? '',
    environment: environmentOf(valueAt(body, 'environment')),
    background: booleanAt(body, 'background'),
    noOutputTimeoutMs: durationAt(body, 'no_output_timeout') ?? 600_000,
    when: whenOf(body),
    maxAutoReruns: integerAt(body, 'max_auto_reruns') ?? 0,
    autoRerunDelayMs: durationAt(body, 'auto_rerun_delay') ?? 0,
    ...optional('shell', textAt(body, 'shell')),
    ...optional('workingDirectory', textAt(body, 'working_directory')),
  };
}

function checkoutOptions(body: MapNode) {
  const methods = ['full', 'shallow', 'blobless'] as const;
  const method = methods.find((m) => m === textAt(body, 'method')) ?? methods[2];
  return {
    method,
    ...optional('path', textAt(body, 'path')),
    ...optional('depth', integerAt(body, 'depth')),
  };
}

function durationAt(body: MapNode, key: string): number | undefined {
  return parseDuration(textAt(body, key) ?? '');
}

function whenOf(body: MapNode): StepWhen {
  return (['always', 'on_fail'] as const).find((w) => w === textAt(body, 'when')) ?? 'on_success';
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}

/** STP-25, STP-26; a run step without a name goes by the first line of its command (STP-04). */
function defaultName(kind: string, body: MapNode): string {
  if (kind === 'run' || kind === 'deploy') {
    const lines = (textAt(body, 'command') ?? '').split('\n').map((l) => l.trim());
    return lines.find((l) => l !== '') ?? kind;
  }
  return displayNames[kind] ?? kind;
}

const displayNames: Readonly<Record<string, string>> = {
  checkout: 'Checkout code',
  setup_remote_docker: 'Setup a remote Docker engine',
  save_cache: 'Saving Cache',
  restore_cache: 'Restoring Cache',
  store_artifacts: 'Uploading artifacts',
  store_test_results: 'Uploading test results',
  persist_to_workspace: 'Persisting to workspace',
  attach_workspace: 'Attaching workspace',
  add_ssh_keys: 'Installing additional SSH keys',
};
