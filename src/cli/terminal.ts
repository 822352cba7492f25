import { createStyle, type Style, wantsStyle, isCi } from './style.ts';

/** What a verb knows of the process around it. Tests give one of their own. */
export interface Terminal {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Data: standard output. Resolves when more may come. */
  out(text: string | Uint8Array): Promise<void> | void;
  /** Progress and messages: standard error. */
  err(text: string): void;
  readonly outStyle: Style;
  readonly errStyle: Style;
  /** Both streams are a terminal that can be redrawn: the live view may be used. */
  readonly isLive: boolean;
  /** A person can be asked. */
  readonly canAsk: boolean;
  size(): { readonly columns: number; readonly rows: number };
  onResize(listener: () => void): () => void;
  /** Ctrl-C, SIGTERM, SIGHUP. While nobody listens they end the process. Returns what stops the listening. */
  onInterrupt(listener: (signal: NodeJS.Signals) => void): () => void;
  /** Keys as they are pressed, Ctrl-C not among them; undefined where there is no terminal to read from. */
  onKey(listener: (key: string) => void): () => void;
  /** All of standard input as text. */
  readInput(): Promise<string>;
}

export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  const environment = { ...process.env };
  const outLive = wantsRedraw(stdout.isTTY, environment);
  const errLive = wantsRedraw(stderr.isTTY, environment);
  const interrupts = interruptHub();
  closedPipes(interrupts);
  return {
    cwd: process.cwd(),
    environment,
    out: (text) => writeTo(stdout, text),
    err: (text) => void writeTo(stderr, text),
    outStyle: createStyle(wantsStyle(stdout.isTTY, environment)),
    errStyle: createStyle(wantsStyle(stderr.isTTY, environment)),
    isLive: outLive && errLive,
    canAsk: stdin.isTTY && stderr.isTTY && !isCi(environment),
    size: () => ({ columns: stderr.columns ?? 80, rows: stderr.rows ?? 24 }),
    onResize(listener) {
      stderr.on('resize', listener);
      return () => void stderr.off('resize', listener);
    },
    onInterrupt: interrupts.listen,
    onKey: (listener) => (stdin.isTTY ? listenKeys(stdin, listener, interrupts.raise) : () => {}),
    async readInput() {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}

function wantsRedraw(isTerminal: boolean, environment: Terminal['environment']): boolean {
  return isTerminal && environment['TERM'] !== 'dumb' && !isCi(environment);
}

function writeTo(stream: NodeJS.WriteStream, text: string | Uint8Array): Promise<void> | void {
  // Whoever read it is gone: what is still told goes nowhere.
  if (gone.has(stream) || stream.write(text)) return;
  let room = roomIn.get(stream);
  if (room === undefined) {
    room = new Promise((resolve) => {
      const go = (): void => {
        stream.off('drain', go).off('error', go);
        roomIn.delete(stream);
        resolve();
      };
      stream.once('drain', go).once('error', go);
    });
    roomIn.set(stream, room);
  }
  return room;
}

/** Streams whose reader has gone away. */
const gone = new Set<NodeJS.WriteStream>();

/** One promise a stream, whoever waits: a listener each would be reported as a leak. */
const roomIn = new Map<NodeJS.WriteStream, Promise<void>>();

interface InterruptHub {
  listen(listener: (signal: NodeJS.Signals) => void): () => void;
  raise(signal: NodeJS.Signals): void;
}

function interruptHub(): InterruptHub {
  const listeners = new Set<(signal: NodeJS.Signals) => void>();
  const raise = (signal: NodeJS.Signals): void => {
    for (const listener of listeners) listener(signal);
  };
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  return {
    raise,
    listen(listener) {
      if (listeners.size === 0) for (const signal of signals) process.on(signal, raise);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) for (const signal of signals) process.off(signal, raise);
      };
    },
  };
}

/** A reader that went away (`orrery logs | head`) is no fault. A run is cancelled then, anything else ends. */
function closedPipes(interrupts: InterruptHub): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      // Node keeps standard streams open: each further write would fail in the same way.
      if (gone.has(stream)) return;
      gone.add(stream);
      if (process.listenerCount('SIGINT') > 0) interrupts.raise('SIGHUP');
      else process.exit(141);
    });
}

/** In raw mode Ctrl-C is a key like the others: it is passed on as the signal. */
function listenKeys(
  stdin: NodeJS.ReadStream,
  listener: (key: string) => void,
  raise: (signal: NodeJS.Signals) => void,
): () => void {
  const onData = (data: Buffer): void => {
    for (const key of data.toString('utf8'))
      if (key === '\u0003') raise('SIGINT');
      else listener(key);
  };
  stdin.setRawMode(true);
  stdin.on('data', onData);
  stdin.resume();
  return () => {
    stdin.off('data', onData);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
