import { checkShape } from '../language/config/check-shape.ts';
import { didYouMean } from '../language/config/did-you-mean.ts';
import { boolean, type CheckNode, field, mapWith, oneOrMany, type Shape } from '../language/config/shape.ts';
import { parseOrbRef } from '../language/orbs/orb-ref.ts';
import { codes, type DiagnosticCode } from '../language/source/codes.ts';
import { findings, hasErrors, type Outcome, sortFindings } from '../language/source/diagnostic.ts';
import { fileId } from '../language/source/span.ts';
import { describeNode } from '../language/tree/describe-node.ts';
import { findEntry, type MapNode, type Node } from '../language/tree/node.ts';
import { readYaml } from '../language/tree/read-yaml.ts';
import { noSettings, type Settings } from './settings.ts';

const levels = ['off', 'hint', 'warning', 'error'] as const;
type Level = (typeof levels)[number];

const checkLevels: CheckNode = (node, _label, { report }) => {
  if (node.kind !== 'map') return;
  for (const { key, keySpan, value } of node.entries) {
    if (!isCode(key))
      report(
        'config/wrong-value',
        keySpan,
        `There is no check "${key}".`,
        didYouMean(key, Object.keys(codes)),
      );
    if (levelOf(value) === undefined)
      report(
        'config/wrong-value',
        value.span,
        `The check "${key}" takes ${levels.join(', ')}, found ${describeNode(value)}.`,
      );
  }
};

/** Text that is a URL which this place can use. */
function urlOf(what: string, isUsable: (text: string) => boolean): Shape {
  const check: CheckNode = (node, label, { report }) => {
    if (node.kind === 'scalar' && isUsable(node.text)) return;
    const message = `${label} needs a URL of ${what}, found ${describeNode(node)}.`;
    report('config/wrong-value', node.span, message, {
      hint: 'Write it with its scheme: https://example.org/orbs/',
    });
  };
  return { kind: 'custom', takes: ['scalar'], check };
}

function isOrbUrl(url: string): boolean {
  const result = parseOrbRef(url);
  return result.kind === 'ref' && result.ref.kind === 'url';
}

function isRegistryUrl(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

const shape: Shape = mapWith('.orrery/config.yml', {
  checks: field({ kind: 'custom', takes: ['map'], check: checkLevels }, 'What findings of a code count as.'),
  orbs: field(
    mapWith('"orbs"', {
      registry: field(urlOf('a registry', isRegistryUrl), "The registry's GraphQL endpoint."),
      'allow-urls': field(oneOrMany(urlOf('orbs', isOrbUrl)), 'URL orbs may come from URLs that begin so.'),
      'allow-dev': field(boolean, 'Development versions may come from the registry.'),
    }),
    'Where orbs may come from.',
  ),
});

/** Reads `.orrery/config.yml`; an empty one sets nothing. `value` is undefined when there is an error in it. */
export function readSettings(source: string, path: string): Outcome<Settings> {
  const { report, all } = findings();
  if (isBlank(source)) return { value: noSettings, diagnostics: [] };
  const tree = readYaml({ id: fileId(path), text: source }, report);
  if (tree !== undefined) checkShape(tree, shape, path, { report, isTemplated: false });
  const diagnostics = sortFindings(all);
  if (hasErrors(diagnostics) || tree?.kind !== 'map') return { value: undefined, diagnostics };
  return { value: { checks: checksOf(tree), orbs: orbsOf(tree) }, diagnostics };
}

function isBlank(source: string): boolean {
  return source.split('\n').every((line) => /^\s*(#|$)/.test(line));
}

function checksOf(tree: MapNode): Settings['checks'] {
  const checks = findEntry(tree, 'checks')?.value;
  const entries = checks?.kind === 'map' ? checks.entries : [];
  return new Map(
    entries.flatMap(({ key, value }) => {
      const level = levelOf(value);
      return isCode(key) && level !== undefined ? [[key, level] as const] : [];
    }),
  );
}

function orbsOf(tree: MapNode): Settings['orbs'] {
  const orbs = findEntry(tree, 'orbs')?.value;
  if (orbs?.kind !== 'map') return noSettings.orbs;
  return {
    registry: textsAt(orbs, 'registry')[0],
    allowUrls: textsAt(orbs, 'allow-urls'),
    allowDev: scalarOf(findEntry(orbs, 'allow-dev')?.value) === true,
  };
}

function textsAt(map: MapNode, key: string): readonly string[] {
  const value = findEntry(map, key)?.value;
  const nodes = value?.kind === 'list' ? value.items : [value];
  return nodes.map(scalarOf).filter((one) => typeof one === 'string');
}

function scalarOf(node: Node | undefined): unknown {
  return node?.kind === 'scalar' ? node.value : undefined;
}

/** `off` without quotes is YAML's false. */
function levelOf(node: Node): Level | undefined {
  const value = scalarOf(node);
  return value === false ? 'off' : levels.find((level) => level === value);
}

function isCode(text: string): text is DiagnosticCode {
  return Object.hasOwn(codes, text);
}
