import type { Span } from '../source/span.ts';
import { entryOf, listNode, mapNode, scalarNode } from '../tree/make-node.ts';
import type { Entry, MapNode, Node } from '../tree/node.ts';
import { mapAt, sampleArguments, sampleExecutor } from './sample-arguments.ts';

/** What the orb is called in the configs that try it. */
export const orbAlias = 'orb';

/**
 * Configs that use each command, job and executor of an orb once. Those whose parameters all have defaults are apart:
 * what is found in the others may come from the sample arguments. Undefined where there is no such element. Nodes that
 * nobody wrote are placed at the element's name.
 */
export function probeConfigs(orb: MapNode): {
  readonly byDefaults: MapNode | undefined;
  readonly bySamples: MapNode | undefined;
} {
  const all = [...jobProbes(orb), ...commandProbes(orb), ...executorProbes(orb)];
  return {
    byDefaults: configOf(
      orb,
      all.filter((p) => !p.isSampled),
    ),
    bySamples: configOf(
      orb,
      all.filter((p) => p.isSampled),
    ),
  };
}

interface Probe {
  readonly isSampled: boolean;
  /** A job of the config; undefined: the workflow uses the orb's own. */
  readonly job: Node | undefined;
  /** What the workflow lists. */
  readonly member: (name: string) => Node;
  readonly span: Span;
}

function jobProbes(orb: MapNode): readonly Probe[] {
  return elementsOf(orb, 'jobs').map(({ key, keySpan, value }) => {
    const given = sampleArguments(value, keySpan);
    const member = (): Node => call(key, given, keySpan);
    return { isSampled: given.entries.length > 0, job: undefined, member, span: keySpan };
  });
}

function commandProbes(orb: MapNode): readonly Probe[] {
  return elementsOf(orb, 'commands').map(({ key, keySpan, value }) => {
    const given = sampleArguments(value, keySpan);
    const image = mapNode([entryOf('image', scalarNode('cimg/base:stable', keySpan))], keySpan);
    const job = mapNode(
      [
        entryOf('docker', listNode([image], keySpan), keySpan),
        entryOf('steps', listNode([call(key, given, keySpan)], keySpan), keySpan),
      ],
      keySpan,
    );
    return probe(given, job, keySpan);
  });
}

function executorProbes(orb: MapNode): readonly Probe[] {
  return elementsOf(orb, 'executors').map(({ key, keySpan, value }) => {
    const given = sampleArguments(value, keySpan);
    const name = entryOf('name', scalarNode(`${orbAlias}/${key}`, keySpan));
    const executor = mapNode([name, ...given.entries], keySpan);
    const steps = listNode([scalarNode('checkout', keySpan)], keySpan);
    const job = mapNode([entryOf('executor', executor), entryOf('steps', steps)], keySpan);
    return probe(given, job, keySpan);
  });
}

function probe(given: MapNode, job: Node, span: Span): Probe {
  return { isSampled: given.entries.length > 0, job, member: (name) => scalarNode(name, span), span };
}

function elementsOf(orb: MapNode, section: string): readonly Entry[] {
  return mapAt(orb, section)?.entries ?? [];
}

function call(name: string, given: MapNode, span: Span): Node {
  const whole = `${orbAlias}/${name}`;
  return given.entries.length === 0 ? scalarNode(whole, span) : mapNode([entryOf(whole, given, span)], span);
}

function configOf(orb: MapNode, probes: readonly Probe[]): MapNode | undefined {
  if (probes.length === 0) return undefined;
  const at = orb.span;
  const name = (i: number): string => `probe-${i + 1}`;
  const jobs = probes.flatMap(({ job, span }, i) => (job === undefined ? [] : [entryOf(name(i), job, span)]));
  const members = listNode(
    probes.map((p, i) => p.member(name(i))),
    at,
  );
  const workflow = mapNode([entryOf('jobs', members, at)], at);
  return mapNode(
    [
      entryOf('version', scalarNode(2.1, at)),
      entryOf('orbs', mapNode([entryOf(orbAlias, orb, at)], at)),
      entryOf('executors', mapNode([entryOf(sampleExecutor, sampleMachine(at), at)], at)),
      entryOf('jobs', mapNode(jobs, at)),
      entryOf('workflows', mapNode([entryOf('all', workflow, at)], at)),
    ],
    at,
  );
}

function sampleMachine(at: Span): Node {
  const image = mapNode([entryOf('image', scalarNode('cimg/base:stable', at))], at);
  return mapNode([entryOf('docker', listNode([image], at), at)], at);
}
