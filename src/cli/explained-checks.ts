import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Beside the sources and beside the bundle alike. */
const path = join(import.meta.dirname, '../../docs/checks.md');

/** What docs/checks.md says of each check, by its code; empty where the docs are not there. */
export function explainedChecks(): ReadonlyMap<string, string> {
  return existsSync(path) ? checkSections(readFileSync(path, 'utf8')) : new Map();
}

/** The sections `### code` of a Markdown text, without their headings. */
export function checkSections(markdown: string): ReadonlyMap<string, string> {
  const sections = new Map<string, string>();
  const parts = markdown.split(/^(?=#{1,3} )/m);
  for (const part of parts) {
    const heading = /^### `?([a-z-]+\/[a-z-]+)`?\n/.exec(part);
    if (heading?.[1] !== undefined) sections.set(heading[1], part.slice(heading[0].length).trim());
  }
  return sections;
}
