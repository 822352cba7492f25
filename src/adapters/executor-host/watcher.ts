import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { OrreryError } from '../../base/error.ts';

/**
 * A shell beside this process: it makes the named pipes that steps write to, and when this process dies, of SIGKILL too,
 * it kills every process of its jobs and removes their folder. It costs one process and nothing a step.
 */
export interface Watcher {
  /** Makes named pipes in the owner's folder. */
  makePipes(names: readonly string[]): Promise<void>;
  /** Lets it go; it kills nothing then. */
  end(): Promise<void>;
}

/**
 * $1 is the folder of all jobs of the process that started this. A line on standard input asks for pipes, `end` for the
 * end. Without an `end` the input ends only with that process. What cleared its environment is known by where it works,
 * unless it has a terminal: then it is a person's.
 */
const script = `
cd "$1" || exit 1
trap '' PIPE
while read -r names; do
  [ "$names" != end ] || exit 0
  mkfifo -m 600 $names && echo made
done
cd /
marked() { grep -Fls "CIRCLE_INTERNAL_TASK_DATA=$1/" /proc/[0-9]*/environ | sed 's|^/proc/||; s|/.*||'; }
inside() { ls -ld /proc/[0-9]*/cwd | grep -F -- "-> $1/" | sed 's|.*/proc/\\([0-9]*\\)/cwd .*|\\1|'; }
for pass in 1 2 3 4 5 6 7 8 9 10; do
  left=
  for pid in $(marked "$1"); do
    left=1
    kill -9 "-$pid" || kill -9 "$pid"
  done
  for pid in $(inside "$1"); do
    read -r line <"/proc/$pid/stat" || continue
    set -- "$1" \${line##*) }
    [ "$6" = 0 ] || continue
    left=1
    kill -9 "$pid"
  done
  [ -n "$left" ] || break
done
chmod -R u+rwx "$1"
rm -rf "$1"
`;

interface Handle {
  ref(): void;
  unref(): void;
}

export function startWatcher(ownerFolder: string): Watcher {
  const child = spawn('/bin/sh', ['-c', script, 'orrery-watcher', ownerFolder], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true, // a session of its own: Ctrl-C in the terminal is not for it
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
  });
  child.stdin.on('error', () => {});
  const streams = [child.stdin, child.stdout].map((stream) => stream as unknown as Handle);
  /** Only while something is asked of it does it keep this process from ending. */
  const hold = (isHeld: boolean): void => {
    for (const handle of [child, ...streams])
      if (isHeld) handle.ref();
      else handle.unref();
  };
  hold(false);

  const ask = async (names: readonly string[]): Promise<void> => {
    hold(true);
    child.stdin.write(`${names.join(' ')}\n`);
    const answer = await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit'),
      once(child, 'error'),
    ]);
    hold(false);
    if (!String(answer[0]).startsWith('made'))
      throw new OrreryError('executor/failed', `could not make named pipes in ${ownerFolder}`, {
        fault: 'environment',
        hint: 'The host executor needs mkfifo, and a file system that has named pipes.',
      });
  };
  let asked: Promise<void> = Promise.resolve();
  return {
    makePipes: async (names) => (asked = asked.then(async () => ask(names))),
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      hold(true);
      child.stdin.end('end\n');
      await once(child, 'exit');
    },
  };
}
