import { parameterTypes, type ParameterType } from './config/ast.ts';
import { findings } from './source/diagnostic.ts';
import { fileId } from './source/span.ts';
import { findEntry, type Node } from './tree/node.ts';
import { readYaml } from './tree/read-yaml.ts';

/** A pipeline parameter as the config declares it. */
export interface DeclaredParameter {
  readonly name: string;
  readonly type: ParameterType;
  /** Of an enum. */
  readonly members: readonly string[];
}

/**
 * The pipeline parameters of a config, so that text from a command line can be given its type. What is wrong with the
 * config or a declaration is left out here: compiling tells.
 */
export function declaredParameters(text: string, path: string): readonly DeclaredParameter[] {
  const root = readYaml({ id: fileId(path), text }, findings().report);
  const parameters = root?.kind === 'map' ? findEntry(root, 'parameters')?.value : undefined;
  if (parameters?.kind !== 'map') return [];
  return parameters.entries.flatMap(({ key, value }) => {
    const type = field(value, 'type');
    const known = parameterTypes.find((t) => type?.kind === 'scalar' && t === type.value);
    return known === undefined ? [] : [{ name: key, type: known, members: membersOf(field(value, 'enum')) }];
  });
}

function field(node: Node, key: string): Node | undefined {
  return node.kind === 'map' ? findEntry(node, key)?.value : undefined;
}

function membersOf(node: Node | undefined): readonly string[] {
  if (node?.kind !== 'list') return [];
  return node.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
}
