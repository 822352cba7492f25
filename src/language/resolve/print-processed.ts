import type { MapNode } from '../tree/node.ts';
import { printYaml } from '../tree/print-yaml.ts';
import type { ResolvedConfig } from './resolved.ts';

/** The processed config as text: a comment for each orb reference (GT-F2), then the document. */
export function printProcessed(compiled: {
  readonly config: ResolvedConfig;
  readonly document: MapNode;
}): string {
  return orbLines(compiled.config) + printYaml(compiled.document);
}

/** The header of both prints. */
export function orbLines(config: ResolvedConfig): string {
  return config.orbs.map((o) => `# Orb '${o.requested}' resolved to '${o.resolved}'\n`).join('');
}
