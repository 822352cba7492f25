import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ChildResult {
  readonly wallMs: number;
  /** Peak resident memory of the program itself (not of its children), as the kernel counts it. */
  readonly peakMb: number;
}

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program with its output thrown away and throws unless it ends with 0. */
export async function runChild(argv: readonly string[], options: ChildOptions = {}): Promise<ChildResult> {
  const [command = '', ...args] = argv;
  const start = performance.now();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2_000);
  });
  let peakKb = 0;
  const watch = setInterval(() => {
    peakKb = Math.max(peakKb, highWaterMark(child.pid));
  }, 20);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const wallMs = performance.now() - start;
  clearInterval(watch);
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}:\n${said}`);
  return { wallMs, peakMb: peakKb / 1024 };
}

/** `VmHWM` of a process in kB: its peak so far. 0 where there is no /proc or no such process. */
function highWaterMark(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
