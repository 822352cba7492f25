import { nearest } from '../source/nearest.ts';
import type { Span } from '../source/span.ts';
import { findEntry, type MapNode, type Node } from '../tree/node.ts';
import { checkShape } from './check-shape.ts';
import {
  boolean,
  type Check,
  either,
  field,
  type Fields,
  isTemplate,
  listOf,
  mapOf,
  mapWith,
  nothing,
  required,
  scalar,
  type Shape,
  text,
} from './shape.ts';

/** `name`, or `{name: …, argument: …}` (PAR-17, EXE-02). */
export const executorReference: Shape = {
  kind: 'custom',
  takes: ['scalar', 'map'],
  check(node, label, check) {
    if (node.kind === 'scalar') {
      checkShape(node, text, label, check);
      return;
    }
    if (node.kind !== 'map') return;
    const name = findEntry(node, 'name');
    if (name !== undefined) checkShape(name.value, text, `"name" of ${label}`, check);
    else
      check.report('config/missing-key', node.span, 'An executor with arguments needs the key "name".', {
        hint: 'Write: executor: {name: the-executor, argument: value}',
      });
  },
};

const variable = either(scalar, nothing);

/** A map, or a list of one-key maps (EXE-06). */
export const environment: Shape = either(mapOf(variable), listOf(mapOf(variable)));

/** At job level an item of the list may also be the text `NAME=value` (GT2-E2). */
export const jobEnvironment: Shape = either(mapOf(variable), listOf(either(mapOf(variable), text)), nothing);

const textOrList = either(text, listOf(text));

/** DOC-21. */
const imageFields: Fields = {
  image: required(text, 'The image, with its tag.'),
  name: field(text, 'Host name of the container.'),
  entrypoint: field(textOrList, "Replaces the image's entrypoint."),
  command: field(textOrList, "Replaces the image's command."),
  user: field(scalar, 'The user in the container.'),
  environment: field(either(environment, nothing), 'Variables of the container.'),
  auth: field(
    mapWith('"auth"', {
      username: required(text, 'User of the registry.'),
      password: required(text, 'Its password, as $VARIABLE.'),
    }),
    'How to log in to the registry.',
  ),
  aws_auth: field(mapOf({ kind: 'any' }), 'How to log in to ECR.'),
  gcp_auth: field(mapOf({ kind: 'any' }), "How to log in to Google's registry."),
};

const machineFields: Fields = {
  image: field(text, 'Image of the virtual machine.'),
  docker_layer_caching: field(boolean, 'Keeps the layers of built images.'),
  enabled: field(boolean, 'Old spelling of `machine: true`.'),
  resource_class: field(text, 'Belongs beside `machine`; moved there (GT-J3).'),
  shell: field(text, 'Belongs beside `machine`; moved there (GT-J3).'),
};

/** The three kinds of places where steps run. */
export const executorKinds = ['docker', 'machine', 'macos'] as const;

export const executorKindFields: Fields = {
  docker: field(listOf(mapWith('an image', imageFields), true), 'Containers; steps run in the first.'),
  machine: field(either(mapWith('"machine"', machineFields), boolean, text), 'A virtual machine.'),
  macos: field(mapWith('"macos"', { xcode: required(scalar, 'Version of Xcode.') }), 'A macOS machine.'),
};

/** What an executor and a job both may say about where and how steps run. */
export const executorSettings: Fields = {
  resource_class: field(text, 'Size of the machine.'),
  working_directory: field(text, 'Where steps start; default ~/project.'),
  shell: field(text, 'What runs the commands.'),
  environment: field(jobEnvironment, 'Variables of all steps.'),
};

/** Exactly one kind (EXE-01); two, or none, are reported. */
export function checkExecutorKinds(
  map: MapNode,
  kinds: readonly string[],
  what: string,
  nameSpan: Span,
  check: Check,
): void {
  const given = map.entries.filter((e) => kinds.includes(e.key));
  const [first, second] = given;
  const mayHaveOne = map.entries.some(
    (e) => isTemplatedKey(e.key, map, check) || nearest(e.key, kinds) !== undefined, // a slip is told as such
  );
  if (first === undefined && !mayHaveOne)
    check.report('executor/kind', nameSpan, `${what} has no executor: it needs one of ${kinds.join(', ')}.`, {
      hint: 'Add, for example: docker: [{image: cimg/base:current}]',
    });
  if (first !== undefined && second !== undefined && first.key !== second.key)
    check.report(
      'executor/kind',
      second.keySpan,
      `${what} has both "${first.key}" and "${second.key}"; steps can run in one executor only.`,
      {
        related: [{ span: first.keySpan, message: `"${first.key}" stands here` }],
        hint: 'Remove one of them.',
      },
    );
}

function isTemplatedKey(key: string, at: Node, check: Check): boolean {
  return isTemplate({ kind: 'scalar', value: key, text: key, quoted: false, span: at.span }, check);
}
