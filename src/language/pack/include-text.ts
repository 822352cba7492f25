import type { Report } from '../source/diagnostic.ts';
import { nearest } from '../source/nearest.ts';
import { entryOf } from '../tree/make-node.ts';
import type { Node, ScalarNode } from '../tree/node.ts';

const include = /<<\s*include\(([^()<>]*)\)\s*>>/;

export interface IncludeInputs {
  /** By path, from the root of the orb: what may be pulled in. */
  readonly texts: ReadonlyMap<string, string>;
  readonly report: Report;
}

/**
 * `<<include(scripts/x.sh)>>` as a whole value becomes the text of that file of the orb, its `<<` escaped so that the
 * compiler leaves here-documents alone (ORB-15, GT-T2).
 */
export function includeTexts(node: Node, inputs: IncludeInputs): Node {
  switch (node.kind) {
    case 'scalar':
      return includeText(node, inputs);
    case 'list':
      return { ...node, items: node.items.map((item) => includeTexts(item, inputs)) };
    case 'map':
      return {
        ...node,
        entries: node.entries.map((e) => entryOf(e.key, includeTexts(e.value, inputs), e.keySpan)),
      };
  }
}

function includeText(node: ScalarNode, { texts, report }: IncludeInputs): ScalarNode {
  const match = typeof node.value === 'string' ? include.exec(node.value) : null;
  if (match === null || typeof node.value !== 'string') return node;
  const [tag, written = ''] = match;
  if (tag !== node.value) {
    report(
      'orb/include',
      node.span,
      `The value must be ${tag} alone: a file is pulled in as a whole value.`,
      {
        hint: 'Move the rest into the file, or the file into the value.',
      },
    );
    return node;
  }
  const path = written.trim().replace(/^(?:\.\/)+/, '');
  const text = texts.get(path);
  if (text !== undefined) return { ...node, value: escapeTags(text), text: escapeTags(text), quoted: true };
  const near = nearest(path, [...texts.keys()]);
  report('orb/include', node.span, `There is no file ${written.trim()} in the orb's folder.`, {
    hint:
      near === undefined
        ? 'The path counts from the folder that is packed, and must not lead out of it.'
        : `Did you mean ${near}?`,
  });
  return node;
}

function escapeTags(text: string): string {
  return text.replaceAll('<<', '\\<<');
}
