import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { compile, type CompileOutcome } from '../../language/index.ts';
import { OrreryError } from '../../base/error.ts';
import type { OrbSource } from '../../ports/orb-source.ts';
import { composeOrbs, vendorFolder } from '../compose.ts';
import { exitCode } from '../exit-code.ts';
import { readRef } from '../fetch-orb.ts';
import { printFindings } from '../findings.ts';
import { orbOptions } from '../orb-options.ts';
import { configPath, findProject, noConfig, type Project } from '../project.ts';
import type { Terminal } from '../terminal.ts';
import { usageError } from '../usage-error.ts';
import { type OrbInUse, orbsInUse } from '../vendored-orbs.ts';
import { type Input, isOn, type Verb } from '../verb.ts';
import { orbFlags } from './flags.ts';

export const orbVendor: Verb = {
  name: 'orb vendor',
  summary: 'Keep copies of the orbs that the config uses in .circleci/orbs, with those that they use',
  arguments: [{ name: 'REF', text: 'These orbs instead of those of the config', isList: true }],
  flags: [
    ...orbFlags,
    { name: 'update', text: 'Resolve pins by the registry again, not by the copies that are there' },
    { name: 'check', text: 'Write nothing: tell whether every orb is there, as .orrery/orbs.lock says' },
  ],
  notes: [
    'Exit code 7 with --check: a copy is missing, or is not what the lock says. Orbs at URLs are not copied.',
  ],
  examples: [
    ['orrery orb vendor', 'then the config compiles without any network'],
    ['orrery orb vendor --check', 'in CI'],
    ['orrery orb vendor circleci/node@5', 'one more'],
  ],
  async run(input, terminal) {
    const project = findProject(terminal.cwd);
    const orbs = composeOrbs(project, orbOptions(input, project), terminal);
    if (isOn(input, 'check') && isOn(input, 'update'))
      throw usageError('--check and --update exclude each other.');
    const source = isOn(input, 'check')
      ? orbs.vendored
      : isOn(input, 'update')
        ? orbs.remote
        : orbs.published;
    const outcome = await compileFor(input, project, source);
    if (hasOrbErrors(outcome)) {
      printFindings(outcome, terminal);
      return exitCode.config;
    }
    const inUse = orbsInUse(outcome.files);
    for (const { id, yaml } of inUse) orbs.lock.hold(id, yaml);
    tellUrls(outcome, terminal);
    if (isOn(input, 'check')) {
      terminal.err(`${counted(inUse.length)} used; all of them are in .circleci/orbs.\n`);
      return exitCode.ok;
    }
    store(inUse, project, terminal);
    return exitCode.ok;
  },
};

/** Only the orbs count: what else may be wrong with the config is not asked. */
async function compileFor(input: Input, project: Project, orbs: OrbSource): Promise<CompileOutcome> {
  const given = { path: configPath, parameters: {}, values: {}, orbs };
  const refs = input.arguments;
  if (refs.length > 0) {
    const lines = refs.map((ref, i) => `  orb-${i + 1}: ${JSON.stringify(readRef(ref).text)}\n`);
    const text = `version: 2.1\norbs:\n${lines.join('')}`;
    return compile(text, { ...given, path: 'the command line' });
  }
  if (!project.hasConfig) throw noConfig(project);
  return compile(readFileSync(join(project.root, configPath), 'utf8'), given);
}

function hasOrbErrors({ diagnostics }: CompileOutcome): boolean {
  return diagnostics.some(({ code, severity }) => severity === 'error' && /^(?:orb|yaml)\//.test(code));
}

function tellUrls({ files }: CompileOutcome, terminal: Terminal): void {
  for (const id of files.keys())
    if (/^orb:https?:/.test(id))
      terminal.err(`note: ${id.slice(4)} is not copied: orbs at URLs have no version.\n`);
}

function store(inUse: readonly OrbInUse[], project: Project, terminal: Terminal): void {
  let written = 0;
  for (const { path, id, yaml } of inUse) {
    const file = join(vendorFolder(project), path);
    if (contentOf(file) === yaml) continue;
    write(file, yaml);
    written += 1;
    terminal.err(`${relative(project.root, file)}: ${id}\n`);
  }
  const rest = inUse.length - written;
  terminal.err(`${counted(inUse.length)} used; ${written} written, ${rest} there already.\n`);
}

function counted(count: number): string {
  return count === 1 ? '1 orb is' : `${count} orbs are`;
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, text);
    renameSync(`${file}.${process.pid}`, file);
  } catch (error) {
    throw new OrreryError('store/failed', `${file} cannot be written.`, {
      fault: 'environment',
      cause: error,
    });
  }
}
