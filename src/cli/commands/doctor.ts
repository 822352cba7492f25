import { statfs } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { OrreryError } from '../../base/error.ts';
import type { Executor } from '../../ports/executor.ts';
import { composeEngine } from '../compose.ts';
import { exitCode } from '../exit-code.ts';
import { configPath, findProject, type Project } from '../project.ts';
import { formatBytes } from '../reporter/duration.ts';
import { statusMark } from '../reporter/status-mark.ts';
import { isOn, type Verb } from '../verb.ts';
import { version } from '../version.ts';
import { jsonFlag } from './flags.ts';

/** One thing that `doctor` looked at. `missing` is no fault: something works without it, less well. */
interface Check {
  readonly name: string;
  readonly status: 'ok' | 'missing' | 'bad';
  readonly text: string;
  readonly fix?: string;
}

const leastFreeBytes = 1e9;

export const doctor: Verb = {
  name: 'doctor',
  summary: 'Check what Orrery needs on this machine; with --fix remove what dead runs left',
  arguments: [],
  flags: [{ name: 'fix', text: 'Remove containers, networks, volumes and folders of dead runs' }, jsonFlag],
  examples: [
    ['orrery doctor', 'what is there and what is not'],
    ['orrery doctor --fix', 'after a crash'],
    ['orrery doctor --json', 'for a script'],
  ],
  async run(input, terminal) {
    const project = findProject(terminal.cwd);
    const { ports, close } = await composeEngine(project, terminal);
    try {
      const executors = Object.values(ports.executors);
      const checks = [
        program(),
        git(),
        ...(await Promise.all(executors.map(engineCheck))),
        config(project),
        await disk(project),
      ];
      const removed = isOn(input, 'fix') ? (await Promise.all(executors.map(reaped))).flat() : [];
      if (isOn(input, 'json'))
        await terminal.out(`${JSON.stringify({ schemaVersion: 1, checks, removed }, undefined, 2)}\n`);
      else {
        for (const { status, name, text, fix } of checks) {
          const mark = statusMark(
            status === 'ok' ? 'success' : status === 'bad' ? 'failed' : 'not_run',
            terminal.outStyle,
          );
          await terminal.out(
            `${mark} ${name.padEnd(10)} ${text}\n${fix === undefined ? '' : `             ${fix}\n`}`,
          );
        }
        for (const line of removed) await terminal.out(`removed: ${line}\n`);
        if (isOn(input, 'fix') && removed.length === 0)
          await terminal.out('Nothing was left of dead runs.\n');
      }
      return checks.some((c) => c.status === 'bad') ? exitCode.failed : exitCode.ok;
    } finally {
      await close();
    }
  },
};

function program(): Check {
  return {
    name: 'orrery',
    status: 'ok',
    text: `${version} on Node ${process.versions.node}, ${process.platform} ${process.arch}`,
  };
}

function git(): Check {
  const found = spawnSync('git', ['--version'], { encoding: 'utf8' });
  return found.status === 0
    ? { name: 'git', status: 'ok', text: found.stdout.trim() }
    : {
        name: 'git',
        status: 'missing',
        text: 'not found: branches, tags and revisions are unknown to runs',
        fix: 'Install git.',
      };
}

async function engineCheck(executor: Executor): Promise<Check> {
  try {
    return { name: executor.name, status: 'ok', text: await executor.check() };
  } catch (error) {
    if (!(error instanceof OrreryError)) throw error;
    const fix = error.hint === undefined ? {} : { fix: error.hint };
    return { name: executor.name, status: 'missing', text: error.message, ...fix };
  }
}

/** An engine that does not answer has nothing that could be removed now. */
async function reaped(executor: Executor): Promise<readonly string[]> {
  try {
    return await executor.reap();
  } catch (error) {
    if (error instanceof OrreryError && error.code === 'executor/unavailable') return [];
    throw error;
  }
}

function config(project: Project): Check {
  return project.hasConfig
    ? { name: 'config', status: 'ok', text: `${project.root}/${configPath}` }
    : {
        name: 'config',
        status: 'missing',
        text: `no ${configPath} here or above`,
        fix: 'orrery init writes a first one.',
      };
}

async function disk(project: Project): Promise<Check> {
  const folder = existsSync(project.localFolder) ? project.localFolder : project.root;
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  return free >= leastFreeBytes
    ? { name: 'disk', status: 'ok', text: `${formatBytes(free)} free for ${folder}` }
    : {
        name: 'disk',
        status: 'bad',
        text: `only ${formatBytes(free)} free for ${folder}`,
        fix: 'orrery cache rm --all makes room.',
      };
}
