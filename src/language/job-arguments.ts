import { type Entry, findEntry, type MapNode, type Node, type ScalarNode } from './tree/node.ts';
import { entryOf, mapNode, scalarNode } from './tree/make-node.ts';
import { plainScalarValue } from './tree/plain-scalar.ts';

/** Arguments that a command line gives to one job of the workflows, above those written there. */
export interface JobArguments {
  /** As the workflows name it: its key, or its `name`. */
  readonly job: string;
  /** As text; a declared parameter of the job says what type it has. */
  readonly values: Readonly<Record<string, string>>;
}

/** The config with the arguments put where workflows use the job. A job that no workflow uses changes nothing. */
export function withJobArguments(root: Node, given: JobArguments): Node {
  return at(root, 'workflows', (workflows) =>
    workflows.kind === 'map'
      ? mapNode(
          workflows.entries.map((e) => inWorkflow(e, root, given)),
          workflows.span,
        )
      : workflows,
  );
}

function inWorkflow(workflow: Entry, root: Node, given: JobArguments): Entry {
  const value = at(workflow.value, 'jobs', (jobs) =>
    jobs.kind === 'list' ? { ...jobs, items: jobs.items.map((item) => inItem(item, root, given)) } : jobs,
  );
  return { ...workflow, value };
}

/** `- build` or `- build: {…}`. */
function inItem(item: Node, root: Node, given: JobArguments): Node {
  if (item.kind === 'scalar' && item.text === given.job)
    return mapNode(
      [entryOf(given.job, argumentsFor(given.job, undefined, item.span, root, given), item.span)],
      item.span,
    );
  const [entry] = item.kind === 'map' ? item.entries : [];
  if (item.kind !== 'map' || entry === undefined) return item;
  const { key, value } = entry;
  const name = value.kind === 'map' ? findEntry(value, 'name')?.value : undefined;
  if (key !== given.job && !(name?.kind === 'scalar' && name.text === given.job)) return item;
  const written = value.kind === 'map' ? value : undefined;
  return { ...item, entries: [{ ...entry, value: argumentsFor(key, written, value.span, root, given) }] };
}

function argumentsFor(
  definition: string,
  written: MapNode | undefined,
  span: Node['span'],
  root: Node,
  { values }: JobArguments,
): MapNode {
  const kept = (written?.entries ?? []).filter((e) => !(e.key in values));
  const added = Object.entries(values).map(([key, text]) =>
    entryOf(key, argument(definition, key, text, span, root)),
  );
  return mapNode([...kept, ...added], span);
}

/** Text where the job declares text; what YAML would read where it declares something else, or is in an orb. */
function argument(job: string, key: string, text: string, span: Node['span'], root: Node): ScalarNode {
  const type = path(root, ['jobs', job, 'parameters', key, 'type']);
  const isText = type?.kind === 'scalar' && (type.text === 'string' || type.text === 'enum');
  return { ...scalarNode(isText ? text : plainScalarValue(text), span), text };
}

function path(node: Node | undefined, keys: readonly string[]): Node | undefined {
  let found = node;
  for (const key of keys) found = found?.kind === 'map' ? findEntry(found, key)?.value : undefined;
  return found;
}

/** The map with the value of one key changed. */
function at(node: Node, key: string, change: (value: Node) => Node): Node {
  if (node.kind !== 'map') return node;
  return {
    ...node,
    entries: node.entries.map((e) => (e.key === key ? { ...e, value: change(e.value) } : e)),
  };
}
