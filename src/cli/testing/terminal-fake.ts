import { createStyle } from '../style.ts';
import type { Terminal } from '../terminal.ts';

export interface FakeTerminal extends Terminal {
  /** What was printed so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly interrupt: () => void;
  readonly press: (key: string) => void;
}

export interface FakeTerminalOptions {
  readonly cwd?: string;
  readonly environment?: Terminal['environment'];
  readonly input?: string;
  readonly isLive?: boolean;
  readonly canAsk?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** A terminal that keeps what is printed, without colours. */
export function fakeTerminal(options: FakeTerminalOptions = {}): FakeTerminal {
  let stdout = '';
  let stderr = '';
  const interrupts = new Set<(signal: NodeJS.Signals) => void>();
  const keys = new Set<(key: string) => void>();
  const plain = createStyle(false);
  return {
    cwd: options.cwd ?? '/nowhere',
    environment: options.environment ?? {},
    out: (text) => void (stdout += typeof text === 'string' ? text : Buffer.from(text).toString('utf8')),
    err: (text) => void (stderr += text),
    outStyle: plain,
    errStyle: plain,
    isLive: options.isLive ?? false,
    canAsk: options.canAsk ?? false,
    size: () => ({ columns: options.columns ?? 80, rows: options.rows ?? 24 }),
    onResize: () => () => {},
    onInterrupt(listener) {
      interrupts.add(listener);
      return () => void interrupts.delete(listener);
    },
    onKey(listener) {
      keys.add(listener);
      return () => void keys.delete(listener);
    },
    readInput: async () => options.input ?? '',
    stdout: () => stdout,
    stderr: () => stderr,
    interrupt: () => interrupts.forEach((listener) => listener('SIGINT')),
    press: (key) => keys.forEach((listener) => listener(key)),
  };
}
