import type { Report } from '../../source/diagnostic.ts';
import { findEntry, type MapNode, type Node } from '../../tree/node.ts';
import { legacyImages, retiredMachines } from '../image-ends.ts';
import { plainText } from '../plain-text.ts';
import type { Rule } from '../rule.ts';

export const deprecatedImage: Rule = {
  code: 'deprecated/image',
  words: ['circleci/', 'ubuntu-'],
  explanation:
    'Images that CircleCI no longer builds or has taken away: the convenience images `circleci/<language>`, replaced ' +
    'by `cimg/<language>` at the end of 2021, and machine images of old Ubuntu releases. The list is of 2026-11-25.',
  place(body, _, report) {
    for (const image of imagesOf(body)) checkLegacy(image, report);
    const machine = findEntry(body, 'machine')?.value;
    const image = machine?.kind === 'map' ? findEntry(machine, 'image')?.value : machine;
    if (image !== undefined) checkMachine(image, report);
  },
};

/** The `image` of each entry of `docker`. */
export function imagesOf(body: MapNode): readonly Node[] {
  const docker = findEntry(body, 'docker')?.value;
  const entries = docker?.kind === 'list' ? docker.items : [];
  return entries.flatMap((e) => (e.kind === 'map' ? (findEntry(e, 'image')?.value ?? []) : []));
}

function checkLegacy(node: Node, report: Report): void {
  const match = /^(?:docker\.io\/)?circleci\/([a-z-]+)(?::([^@]+))?/.exec(plainText(node) ?? '');
  const replacement = legacyImages.get(match?.[1] ?? '');
  if (match === null || replacement === undefined) return;
  report(
    'deprecated/image',
    node.span,
    `CircleCI builds "circleci/${match[1] ?? ''}" no longer, since 2021-12-31.`,
    { hint: `Use ${replacement}; its tags are not always the same.` },
  );
}

function checkMachine(node: Node, report: Report): void {
  const text = plainText(node) ?? '';
  const retired = retiredMachines.find(([pattern]) => pattern.test(text));
  if (retired === undefined) return;
  report(
    'deprecated/image',
    node.span,
    `The machine image "${text}" is out of support since ${retired[1]}.`,
    {
      hint: 'Use ubuntu-2404:current',
    },
  );
}
