import { existsSync, readFileSync } from 'node:fs';
import { arch, availableParallelism, release, totalmem, type } from 'node:os';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Asked for by every job, and the same as long as this process runs. */
const known: { arch?: string; description?: string; shell?: readonly string[] } = {};

const names: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/** As CircleCI writes it in cache keys: `linux-amd64-6_85`, the last being family and model of the processor (RUN-01). */
export function machineArch(): string {
  return (known.arch ??= readArch());
}

function readArch(): string {
  const text = textOf('/proc/cpuinfo');
  const field = (name: string): string | undefined => new RegExp(`^${name}\\s*: (.+)$`, 'm').exec(text)?.[1];
  const [family, model] = [field('cpu family'), field('model')];
  const processor = family === undefined || model === undefined ? [] : [`${family}_${model}`];
  return [process.platform, names[arch()] ?? arch(), ...processor].join('-');
}

/** One line: system, kernel, processors, memory. */
export function describeMachine(): string {
  return (known.description ??= readDescription());
}

function readDescription(): string {
  const system = /^PRETTY_NAME="?([^"\n]+)"?$/m.exec(textOf('/etc/os-release'))?.[1];
  const kernel = `${type()} ${release()}`;
  const size = `${availableParallelism()} CPUs, ${Math.round(totalmem() / 2 ** 30)} GB`;
  return `${system === undefined ? kernel : `${system}, ${kernel}`}, ${names[arch()] ?? arch()}, ${size}`;
}

/** `/bin/bash -eo pipefail` where there is a bash, else `/bin/sh` with as much of it as it knows (EXE-18). */
export function defaultShellWords(): readonly string[] {
  return (known.shell ??= findShell());
}

function findShell(): readonly string[] {
  const folders = [
    '/bin',
    ...(process.env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/')),
  ];
  const bash = folders.map((folder) => join(folder, 'bash')).find((path) => existsSync(path));
  if (bash !== undefined) return [bash, '-eo', 'pipefail', '-c'];
  try {
    execFileSync('/bin/sh', ['-eo', 'pipefail', '-c', ':'], { stdio: 'ignore' });
    return ['/bin/sh', '-eo', 'pipefail', '-c'];
  } catch {
    return ['/bin/sh', '-e', '-c'];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
