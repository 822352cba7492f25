import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { OrreryError } from '../base/error.ts';
import { type PackFile, packFiles, type PackOutcome } from '../language/index.ts';
import { notFound } from './choose-run.ts';
import type { Terminal } from './terminal.ts';

/** A text that is longer is no part of an orb or config. */
const maxBytes = 4_000_000;

/** Packs the folder, or the one file, that PATH names. */
export function packPath(given: string, kind: 'orb' | 'config', terminal: Terminal): PackOutcome {
  const path = resolve(terminal.cwd, given);
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined) throw notFound(`There is no file or folder ${given}.`);
  const shown = relative(terminal.cwd, path);
  if (!facts.isDirectory()) {
    const name = basename(path);
    const prefix = shown.slice(0, shown.length - name.length);
    // Of a single file the name does not count.
    return packFiles([{ path: name, text: readFileSync(path, 'utf8') }], { kind, prefix, isOneFile: true });
  }
  const files = filesIn(path, kind);
  return packFiles(files, { kind, prefix: shown === '' ? '' : `${shown}/` });
}

/** Those that can be packed, and for an orb all that can be pulled into it. Hidden ones are left out. */
function filesIn(root: string, kind: 'orb' | 'config'): readonly PackFile[] {
  const found: PackFile[] = [];
  const visit = (folder: string): void => {
    for (const name of readdirSync(folder)) {
      if (name.startsWith('.') || name === 'node_modules') continue;
      const path = join(folder, name);
      const facts = statSync(path, { throwIfNoEntry: false });
      if (facts?.isDirectory() === true) visit(path);
      else if (
        facts?.isFile() === true &&
        facts.size <= maxBytes &&
        (kind === 'orb' || /\.ya?ml$/.test(name))
      )
        found.push({ path: relative(root, path), text: readFileSync(path, 'utf8') });
    }
  };
  try {
    visit(root);
  } catch (error) {
    throw new OrreryError('store/failed', `${root} cannot be read.`, { fault: 'environment', cause: error });
  }
  return found;
}
