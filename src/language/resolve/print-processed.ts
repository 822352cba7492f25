import type { MapNode } from '../tree/node.ts';
import { printYaml } from '../tree/print-yaml.ts';
import type { ResolvedConfig } from './resolved.ts';

/** The processed config as text: a comment for each orb reference (GT-F2), then the document. */
export function printProcessed(compiled: {
  readonly config: ResolvedConfig;
  readonly document: MapNode;
}): string {
  const header = compiled.config.orbs.map((o) => `# Orb '${o.requested}' resolved to '${o.resolved}'\n`);
  return header.join('') + printYaml(compiled.document);
}
