import { findEntry, type MapNode, type Node } from '../tree/node.ts';
import { checkFields } from './check-shape.ts';
import {
  isTemplate,
  either,
  field,
  type Check,
  type Fields,
  boolean,
  choice,
  listOf,
  mapWith,
  nothing,
  required,
  scalar,
  type Shape,
  text,
} from './shape.ts';
import { environment } from './executor-shapes.ts';

/*
 * The steps that the language itself knows (STP-10), with their keys. `name` and `when` are taken by all of them:
 * real configs have them on most, and the compiler keeps them (GT2-S8).
 */

const when = choice('always', 'on_success', 'on_fail');
const common: Fields = {
  name: field(scalar, 'What the step is called.'),
  when: field(when, 'Whether it runs after a step failed.'),
};
const paths = listOf(text);

const checkoutFields: Fields = {
  ...common,
  path: field(text, "Where to; default the job's working directory."),
  method: field(choice('blobless', 'full', 'shallow'), 'How much history is fetched; default blobless.'),
  depth: field({ kind: 'integer', min: 1 }, 'How many commits, with method shallow.'),
};

/** STP-20: a depth goes with method shallow only. */
function checkCheckout(node: Node, check: Check): void {
  if (node.kind !== 'map') return;
  checkFields(node, checkoutFields, 'a checkout step', check);
  const depth = findEntry(node, 'depth');
  const method = findEntry(node, 'method')?.value;
  const isShallow = method?.kind === 'scalar' && (method.value === 'shallow' || isTemplate(method, check));
  if (depth !== undefined && !isShallow)
    check.report(
      'config/wrong-value',
      depth.keySpan,
      '"depth" of a checkout step goes with method shallow only.',
      {
        hint: 'Add: method: shallow',
      },
    );
}

/** STP-13. */
const runFields: Fields = {
  ...common,
  command: required(scalar, 'The commands.'),
  shell: field(text, 'What runs the command.'),
  environment: field(either(environment, nothing), 'Variables of this step.'),
  background: field(boolean, 'Starts and goes on to the next step.'),
  working_directory: field(text, 'Where it starts.'),
  no_output_timeout: field(
    {
      kind: 'text',
      pattern: /^(?:\d+(?:\.\d+)?[smh])+$/,
      expected: 'a time such as 30s, 10m or 1.5h',
    },
    'How long it may be silent; default 10m.',
  ),
  max_auto_reruns: field({ kind: 'integer', min: 1, max: 5 }, 'How often it is tried again.'),
  auto_rerun_delay: field(
    {
      kind: 'text',
      pattern: /^(?:(?:10|[1-9])m|[1-9][0-9]*s)$/,
      expected: 'a time such as 30s or 2m, at most 10m',
    },
    'How long to wait before it is tried again.',
  ),
};

function checkRun(map: MapNode, what: string, check: Check): void {
  checkFields(map, runFields, what, check);
  const delay = findEntry(map, 'auto_rerun_delay');
  const reruns = findEntry(map, 'max_auto_reruns');
  if (delay !== undefined && reruns === undefined)
    // STP-17
    check.report(
      'config/missing-key',
      delay.keySpan,
      '"auto_rerun_delay" needs "max_auto_reruns" beside it.',
      {
        hint: 'Add: max_auto_reruns: 1',
      },
    );
  if (delay !== undefined && seconds(delay.value) > 600)
    check.report(
      'config/wrong-value',
      delay.value.span,
      '"auto_rerun_delay" must not exceed 10 minutes (600s).',
    );
  const background = findEntry(map, 'background');
  const rerun = reruns ?? delay;
  if (rerun !== undefined && background?.value.kind === 'scalar' && background.value.value === true)
    // STP-16
    check.report('config/wrong-value', rerun.keySpan, `A background step can't use "${rerun.key}".`, {
      related: [{ span: background.keySpan, message: 'it runs in the background because of this' }],
    });
}

function seconds(node: Node): number {
  const match = node.kind === 'scalar' ? /^([0-9]+)([ms])$/.exec(node.text) : null;
  return match === null ? 0 : Number(match[1]) * (match[2] === 'm' ? 60 : 1);
}

function runLike(what: string): Shape {
  return either(text, {
    kind: 'custom',
    takes: ['map'],
    check: (node, _, check) => {
      if (node.kind === 'map') checkRun(node, what, check);
    },
  });
}

function options(name: string, fields: Fields): Shape {
  return mapWith(`a ${name} step`, { ...common, ...fields });
}

const restoreCacheFields: Fields = {
  ...common,
  key: field(text, 'Key template of the cache.'),
  keys: field(listOf(text), 'Key templates, tried in this order; each is a prefix.'),
};

function checkRestoreCache(map: MapNode, check: Check): void {
  checkFields(map, restoreCacheFields, 'a restore_cache step', check);
  if (findEntry(map, 'key') === undefined && findEntry(map, 'keys') === undefined)
    check.report('config/missing-key', map.span, 'A restore_cache step needs the key "key" or "keys".');
}

export const builtinSteps: Readonly<Record<string, Shape>> = {
  run: runLike('a run step'),
  checkout: { kind: 'custom', takes: ['map'], check: (node, _, check) => checkCheckout(node, check) },
  setup_remote_docker: options('setup_remote_docker', {
    version: field(scalar, 'Version of Docker.'),
    docker_layer_caching: field(boolean, 'Keeps the layers of built images.'),
    prefer_same_region: field(boolean, 'Starts the engine near the job.'),
    reusable: field(boolean, 'Old spelling of docker_layer_caching.'),
    exclusive: field(boolean, 'Old; without effect.'),
  }),
  save_cache: options('save_cache', {
    key: required(text, 'Key template of the cache.'),
    paths: required(paths, 'What is kept.'),
    cache: field(text, 'Old; without effect.'),
  }),
  restore_cache: {
    kind: 'custom',
    takes: ['map'],
    check: (node, _, check) => {
      if (node.kind === 'map') checkRestoreCache(node, check);
    },
  },
  store_artifacts: options('store_artifacts', {
    path: required(text, 'The file or folder.'),
    destination: field(text, 'What it is called among the artifacts.'),
    prefix: field(text, 'Old spelling of destination.'),
  }),
  store_test_results: options('store_test_results', { path: required(text, 'Folder of the results.') }),
  persist_to_workspace: options('persist_to_workspace', {
    root: required(text, 'Folder that the paths are in.'),
    paths: required(paths, 'What is kept, as globs.'),
  }),
  attach_workspace: options('attach_workspace', { at: required(text, 'Folder that it is put into.') }),
  add_ssh_keys: options('add_ssh_keys', {
    fingerprints: field(listOf(text), 'Which keys; default all of the project.'),
  }),
  deploy: runLike('a deploy step'),
  install_signing_bundle: options('install_signing_bundle', {}),
  with_tool_cache: { kind: 'any' },
};

/** Built-in steps that a bare name stands for; the others need keys. */
export const bareSteps: ReadonlySet<string> = new Set([
  'checkout',
  'setup_remote_docker',
  'add_ssh_keys',
  'install_signing_bundle',
  'with_tool_cache',
]);
