import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  continuationFile,
  type ContinuationFindings,
  loadContinuationFindings,
} from '../engine/continuation/continuation-findings.ts';
import { sortFindings } from '../language/source/sort-findings.ts';
import { renderJson } from '../language/source/render-json.ts';
import { renderText } from '../language/source/render-text.ts';
import { fileId } from '../language/source/span.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { RunView } from '../run/view.ts';

/** Findings in the config that a setup phase continued with, for people; empty where there are none. */
export async function continuationFindings(view: RunView, blobs: BlobStore, root: string): Promise<string> {
  const found = await findingsOf(view, blobs, root);
  return found === undefined ? '' : `${renderText(sortFindings(found.diagnostics), found.files)}\n`;
}

/** How a setup phase went on, for `status --json`; null for a run without one, or with none that went on. */
export async function continuationJson(
  view: RunView,
  blobs: BlobStore,
  root: string,
): Promise<object | null> {
  const { continuation } = view;
  if (continuation === undefined) return null;
  const found = await findingsOf(view, blobs, root);
  return {
    job: continuation.job,
    status: continuation.status,
    findings: found === undefined ? [] : renderJson(sortFindings(found.diagnostics), found.files),
  };
}

async function findingsOf(
  view: RunView,
  blobs: BlobStore,
  root: string,
): Promise<ContinuationFindings | undefined> {
  const key = view.continuation?.findings;
  const found = key === undefined ? undefined : await loadContinuationFindings(blobs, key);
  return found && underItsPath(found, root);
}

/** A job sends a text; where it is that of a file in `.circleci`, findings name the file. */
function underItsPath(found: ContinuationFindings, root: string): ContinuationFindings {
  const [id, text] = [fileId(continuationFile), found.files.get(fileId(continuationFile))?.text];
  const path = configFiles(root).find((file) => readFileSync(join(root, file), 'utf8') === text);
  if (path === undefined || text === undefined) return found;
  const moved = fileId(path);
  const renamed = <T extends { readonly span: { readonly file: string } }>(one: T): T =>
    one.span.file === id ? { ...one, span: { ...one.span, file: moved } } : one;
  return {
    diagnostics: found.diagnostics.map((d) => ({ ...renamed(d), related: d.related.map(renamed) })),
    files: new Map([...found.files, [moved, { id: moved, text }]]),
  };
}

function configFiles(root: string): readonly string[] {
  const folder = join(root, '.circleci');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => join('.circleci', name));
}
