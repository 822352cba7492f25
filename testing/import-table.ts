/** A room: a folder under `src/`, what it may import of ours, and which npm packages and Node built-ins. */
export interface Room {
  readonly path: string;
  readonly ours: readonly string[];
  readonly npm: readonly string[];
  readonly node: boolean;
}

const language = [
  'language/source',
  'language/tree',
  'language/expr',
  'language/config',
  'language/orbs',
  'language/resolve',
  'language/lint',
  'language/pack',
  'language',
];
const room = (path: string, ours: readonly string[], npm: readonly string[] = [], node = false): Room => ({
  path,
  ours,
  npm,
  node,
});

/**
 * Who may import whom, in the order in which data flows. The longest matching path is a file's room; a room may always
 * import itself. `language` is its door (`index.ts`, `compile.ts` and the files beside them).
 */
export const rooms: readonly Room[] = [
  room('base', []),
  room('language/source', ['base']),
  room('language/tree', ['base', 'language/source'], ['yaml']),
  room('language/expr', ['base', 'language/source'], ['re2js']),
  room('language/config', ['base', 'language/source', 'language/tree', 'language/expr']),
  room('language/orbs', ['base', 'language/source', 'language/tree', 'language/config', 'ports']),
  room('language/resolve', [
    'base',
    'language/source',
    'language/tree',
    'language/expr',
    'language/config',
    'language/orbs',
  ]),
  room('language/lint', ['base', ...language]),
  // Unpacked orbs and configs, many files, as one document.
  room('language/pack', ['base', 'language/source', 'language/tree']),
  room('language', ['base', 'ports', ...language]),
  // What a repository's .orrery/config.yml says.
  room('settings', ['base', 'language/source', 'language/tree', 'language/config', 'language/orbs']),
  room('plan', ['base', 'language'], ['re2js', 'picomatch']),
  room('run', ['base', 'plan']),
  room('ports', ['base', 'language', 'language/orbs', 'plan', 'run']),
  room('sandbox', ['base']),
  room('container', ['base'], ['tar-stream'], true),
  // Files, tars and processes of this machine, as several adapters need them.
  room('machine', ['base'], ['tar-stream'], true),
  room(
    'engine',
    ['base', 'language', 'plan', 'run', 'ports'],
    ['croner', 'fast-xml-parser', 'tar-stream', 'picomatch'],
  ),
  room(
    'adapters',
    ['base', 'ports', 'plan', 'run', 'sandbox', 'container', 'machine', 'language', 'language/source'],
    ['tar-stream'],
    true,
  ),
  room(
    'cli',
    [
      'base',
      'language',
      'language/source',
      'settings',
      'plan',
      'run',
      'ports',
      'engine',
      'adapters',
      'container',
      'machine',
      'sandbox',
    ],
    ['commander', '@clack/prompts'],
    true,
  ),
];
