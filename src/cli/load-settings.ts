import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OrreryError } from '../base/error.ts';
import { renderText } from '../language/source/render-text.ts';
import { fileId } from '../language/source/span.ts';
import { readSettings } from '../settings/read-settings.ts';
import { noSettings, type Settings } from '../settings/settings.ts';
import type { Project } from './project.ts';
import type { Terminal } from './terminal.ts';

const path = '.orrery/config.yml';

/** By the terminal of a command: its parts read the same settings, and what is to be said of them is said once. */
const loaded = new WeakMap<object, Map<string, Settings>>();

/** The repository's settings; its findings are told. Throws `config/invalid` when it has errors. */
export function loadSettings(project: Project, terminal: Pick<Terminal, 'err' | 'errStyle'>): Settings {
  const known = loaded.get(terminal) ?? new Map<string, Settings>();
  const settings = known.get(project.root) ?? readFrom(project, terminal);
  loaded.set(terminal, known.set(project.root, settings));
  return settings;
}

function readFrom(project: Project, terminal: Pick<Terminal, 'err' | 'errStyle'>): Settings {
  const file = join(project.root, path);
  if (!existsSync(file)) return noSettings;
  const text = readFileSync(file, 'utf8');
  const { value, diagnostics } = readSettings(text, path);
  const id = fileId(path);
  const files = new Map([[id, { id, text }]]);
  if (diagnostics.length > 0)
    terminal.err(`${renderText(diagnostics, files, { paint: terminal.errStyle })}\n`);
  if (value !== undefined) return value;
  throw new OrreryError('config/invalid', `The settings in ${path} have errors.`, { fault: 'user' });
}
