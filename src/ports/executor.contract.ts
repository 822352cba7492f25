import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extract, pack, type Header } from 'tar-stream';
import type { Executor, JobSandbox, JobSpec, PrepareProgress, StepResult, StepSpec } from './executor.ts';
import { never, plainJob, plainStep } from './testing/specs.ts';

/** What an executor is able to, so that the cases which make no sense for it stay out. */
export interface ExecutorTraits {
  /** Laid over a plain job: image, user, … */
  readonly job?: Partial<JobSpec>;
  /** Steps run in real shells. False for the fake, which plays the four `contractCommands` by their text. */
  readonly runsShell: boolean;
  /** The default shell is a bash. */
  readonly bash: boolean;
  /** A step sees and kills only what belongs to its job: `kill -9 -1` is survivable for the rest of the machine. */
  readonly isolated: boolean;
  /** What is left on the machine of the jobs of this run: containers, folders, processes. A line each. */
  readonly leftovers?: (runId: string) => Promise<readonly string[]>;
}

/** The steps of the cases that every executor runs; a fake is scripted for them. */
export const contractCommands = {
  succeed: 'true',
  fail: 'exit 3',
  speak: 'echo spoken',
  hang: 'sleep 1000',
} as const;

const decoder = new TextDecoder();
let runs = 0;

function jobSpec(traits: ExecutorTraits, over: Partial<JobSpec> = {}): JobSpec {
  return plainJob({ runId: `contract-${process.pid}-${++runs}`, ...traits.job, ...over });
}

const quiet: PrepareProgress = { log() {}, transfer() {} };

interface Ran {
  readonly result: StepResult;
  readonly output: string;
  readonly bytes: Buffer;
}

async function run(
  sandbox: JobSandbox,
  command: string,
  over: Partial<StepSpec> = {},
  signal = never(),
): Promise<Ran> {
  const chunks: Uint8Array[] = [];
  // A copy: a sink may not count on the chunk's memory once it has returned.
  const result = await sandbox.runStep(
    plainStep(command, over),
    (chunk) => void chunks.push(Uint8Array.from(chunk)),
    signal,
  );
  const bytes = Buffer.concat(chunks);
  return { result, bytes, output: decoder.decode(bytes) };
}

const exited = (code: number, halt = false): StepResult => ({ kind: 'exited', code, halt });

/** Runs a step and expects it to succeed; gives its output. */
async function output(sandbox: JobSandbox, command: string, over: Partial<StepSpec> = {}): Promise<string> {
  const { result, output } = await run(sandbox, command, over);
  expect({ result, output }).toEqual({ result: exited(0), output });
  return output;
}

/** A signal that aborts once `output` holds `mark`, with the sink that looks for it. */
function abortOn(mark: string): { signal: AbortSignal; sink: (chunk: Uint8Array) => void } {
  const controller = new AbortController();
  let seen = '';
  return {
    signal: controller.signal,
    sink(chunk) {
      seen += decoder.decode(chunk);
      if (seen.includes(mark)) controller.abort();
    },
  };
}

/** A promise that resolves when the sink has seen `mark`. */
function seen(mark: string): { sink: (chunk: Uint8Array) => void; done: Promise<void>; text: () => string } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let text = '';
  return {
    done: promise,
    text: () => text,
    sink(chunk) {
      text += decoder.decode(chunk);
      if (text.includes(mark)) resolve();
    },
  };
}

type TarEntry = Partial<Header> & { readonly name: string; readonly body?: Uint8Array | string };

async function* tarOf(entries: readonly TarEntry[]): AsyncGenerator<Uint8Array> {
  const archive = pack();
  for (const { body, ...header } of entries)
    if (body === undefined) archive.entry(header);
    else archive.entry(header, typeof body === 'string' ? body : Buffer.from(body));
  archive.finalize();
  for await (const chunk of archive) yield chunk as Uint8Array;
}

async function readTar(
  tar: AsyncIterable<Uint8Array>,
): Promise<ReadonlyMap<string, Header & { body: Buffer }>> {
  const reader = extract();
  const entries = new Map<string, Header & { body: Buffer }>();
  const reading = (async () => {
    for await (const entry of reader) {
      const body = Buffer.concat(await Array.fromAsync(entry as AsyncIterable<Uint8Array>));
      entries.set(entry.header.name.replace(/\/$/, ''), { ...entry.header, body });
    }
  })();
  for await (const chunk of tar) reader.write(Buffer.from(chunk));
  reader.end(undefined);
  await reading;
  return entries;
}

/** What every executor must do. `make` gives the executor; the suite closes it at the end. */
export function describeExecutor(name: string, make: () => Promise<Executor>, traits: ExecutorTraits): void {
  describe(`executor: ${name}`, () => {
    let executor: Executor;
    beforeAll(async () => {
      executor = await make();
    });
    afterAll(async () => {
      await executor.close?.();
    });

    describeLife(() => executor, traits);
    if (traits.runsShell) {
      describeSteps(() => executor, traits);
      describeOutput(() => executor, traits);
      describeEnds(() => executor, traits);
      describeBackground(() => executor, traits);
      describeCopies(() => executor, traits);
      if (traits.isolated) describeViolence(() => executor, traits);
    }
  });
}

/** One sandbox for all cases of a block; each case leaves it usable. */
function sharedSandbox(
  executor: () => Executor,
  traits: ExecutorTraits,
  over: Partial<JobSpec> = {},
): () => JobSandbox {
  let sandbox: JobSandbox;
  beforeAll(async () => {
    sandbox = await executor().prepare(jobSpec(traits, over), quiet, never());
  });
  afterAll(async () => {
    await sandbox?.dispose();
  });
  return () => sandbox;
}

function describeLife(executor: () => Executor, traits: ExecutorTraits): void {
  describe('life of a job', () => {
    const prepare = (over: Partial<JobSpec> = {}): Promise<JobSandbox> =>
      executor().prepare(jobSpec(traits, over), quiet, never());

    it('says in one line what it is', async () => {
      expect(await executor().check()).toMatch(/^[^\n]+$/);
    });

    it('prepares a place with absolute paths and a default shell', async () => {
      const sandbox = await prepare();
      expect(sandbox.home).toMatch(/^\/./);
      expect(sandbox.workingDirectory).toBe(`${sandbox.home}/project`);
      expect(sandbox.bashEnv).toMatch(/^\/./);
      expect(sandbox.arch).toMatch(/^[a-z]+-[a-z0-9]+/);
      expect(sandbox.defaultShell[0]).toMatch(traits.bash ? /bash$/ : /sh$/);
      expect(sandbox.defaultShell.at(-1)).toBe('-c');
      await sandbox.dispose();
    });

    it('runs steps one after the other and tells their ends', async () => {
      const sandbox = await prepare();
      expect(await run(sandbox, contractCommands.succeed)).toMatchObject({ result: exited(0), output: '' });
      expect((await run(sandbox, contractCommands.fail)).result).toEqual(exited(3));
      expect(await run(sandbox, contractCommands.speak)).toMatchObject({
        result: exited(0),
        output: 'spoken\n',
      });
      await sandbox.dispose();
    });

    it('cancels a running step within two seconds, and one that has not begun', async () => {
      const sandbox = await prepare();
      const controller = new AbortController();
      const started = performance.now();
      const running = run(sandbox, contractCommands.hang, {}, controller.signal);
      controller.abort();
      expect((await running).result).toEqual({ kind: 'canceled' });
      expect(performance.now() - started).toBeLessThan(2000);
      expect((await run(sandbox, contractCommands.speak, {}, controller.signal)).result).toEqual({
        kind: 'canceled',
      });
      await sandbox.dispose();
    });

    it('disposes twice, also under a running step, and leaves nothing', async () => {
      const runId = `contract-${process.pid}-dispose`;
      const sandbox = await prepare({ runId });
      const running = run(sandbox, contractCommands.hang);
      await Promise.all([sandbox.dispose(), sandbox.dispose()]);
      await sandbox.dispose();
      expect(['lost', 'canceled']).toContain((await running).result.kind);
      expect((await traits.leftovers?.(runId)) ?? []).toEqual([]);
    });

    it('gives up preparing when the signal aborts, and leaves nothing', async () => {
      const runId = `contract-${process.pid}-abort`;
      const controller = new AbortController();
      controller.abort();
      await expect(
        executor().prepare(jobSpec(traits, { runId }), quiet, controller.signal),
      ).rejects.toThrow();
      expect((await traits.leftovers?.(runId)) ?? []).toEqual([]);
    });
  });
}

function describeSteps(executor: () => Executor, traits: ExecutorTraits): void {
  describe('steps', () => {
    const awkward = {
      PLAIN: 'value',
      EMPTY: '',
      BLANKS: '  two  blanks  ',
      QUOTES: `it's "quoted" \`and\` ''twice''`,
      DOLLARS: '$HOME ${PATH} $(echo no) $$',
      EQUALS: 'a=b=c',
      BACKSLASHES: 'C:\\new\\table\\\\',
      LINES: 'one\ntwo\n\nfour\n',
      UTF8: 'häßlich 日本語 🚀 \u0081\u0082\u0088',
      CONTROLS: '\u0001\u0007\u001b[31m\t\u007f',
      GLOB: '* ? [a-z] ~ ~root',
      COMMENT: '# not a comment',
      LONG: 'x'.repeat(100_000),
    };
    const sandbox = sharedSandbox(executor, traits, {
      environment: { ...awkward, LAYERED: 'job', SECRET_TOKEN: 'orrery-contract-secret' },
    });

    it.each([
      ['true', 0],
      ['exit 3', 3],
      ['exit 255', 255],
      ['false; echo not reached', 1],
      ['kill -9 $$', 137],
      ['kill -TERM $$', 143],
      ['kill -INT $$', 130],
      ['exec sleep 0', 0],
      ['exec >&- 2>&-; exit 4', 4],
      ['no-such-command-anywhere', 127],
      ['(exit 7)', 7],
      [': "unfinished', 2],
    ])('%s ends with %i', async (command, code) => {
      const { result } = await run(sandbox(), command);
      // The code of a syntax error is the shell's own matter: bash says 1 or 2.
      if (code === 2) expect(result).toMatchObject({ kind: 'exited' });
      else expect(result).toEqual(exited(code));
      if (code === 2) expect(result).not.toEqual(exited(0));
    });

    it('gives each step a fresh shell: files stay, variables do not', async () => {
      await output(sandbox(), 'export KEPT=1; echo kept > fresh-shell.txt');
      expect(await output(sandbox(), 'echo "<${KEPT-unset}>"; cat fresh-shell.txt')).toBe('<unset>\nkept\n');
    });

    it('fails a pipeline by its first failing command', async () => {
      expect((await run(sandbox(), 'false | true')).result).toEqual(exited(1));
    });

    it('starts a shell as it is written, with no options of its own (STP-14b)', async () => {
      expect(await output(sandbox(), 'false; false | true; echo reached', { shell: '/bin/sh' })).toBe(
        'reached\n',
      );
      expect((await run(sandbox(), 'false; echo reached', { shell: '/bin/sh -e' })).result).toEqual(
        exited(1),
      );
    });

    it('names a shell that is not there', async () => {
      const { result, output } = await run(sandbox(), 'true', { shell: '/no/such/shell -x' });
      expect(result).toMatchObject({ kind: 'exited' });
      expect(result).not.toEqual(exited(0));
      expect(output).toContain('/no/such/shell');
    });

    it('hands over every value of the environment byte for byte', async () => {
      const names = Object.keys(awkward);
      const command = names.map((name) => `printf '%s\\036' "$${name}"`).join('\n');
      const values = (await output(sandbox(), command)).split('\u001e');
      expect(Object.fromEntries(names.map((name, i) => [name, values[i]]))).toEqual(awkward);
    });

    it("lays the step's environment over the job's, for that step alone", async () => {
      const environment = { LAYERED: 'step', OTHER: "it's" };
      expect(await output(sandbox(), 'echo "$LAYERED $OTHER"', { environment })).toBe("step it's\n");
      expect(await output(sandbox(), 'echo "$LAYERED ${OTHER-unset}"')).toBe('job unset\n');
    });

    it("keeps the caller's environment out", async () => {
      process.env['CIRCLE_TOKEN'] = 'orrery-contract-caller';
      try {
        const sandbox = await executor().prepare(jobSpec(traits), quiet, never());
        expect(await output(sandbox, 'env')).not.toContain('orrery-contract-caller');
        await sandbox.dispose();
      } finally {
        delete process.env['CIRCLE_TOKEN'];
      }
    });

    it('shows no value of the environment in any command line', async () => {
      const look = `for f in /proc/[0-9]*/cmdline; do cat "$f" 2>/dev/null || :; done`;
      expect(await output(sandbox(), `[ ! -d /proc/self ] || { ${look}; }`)).not.toContain(
        'orrery-contract-secret',
      );
    });

    it('reads BASH_ENV at the start of each bash step', async () => {
      expect(
        await output(sandbox(), `echo 'export FROM_BEFORE="a b"' >> "$BASH_ENV"; echo "$BASH_ENV"`),
      ).toBe(`${sandbox().bashEnv}\n`);
      expect(await output(sandbox(), 'echo "<${FROM_BEFORE-unset}>"')).toBe(
        traits.bash ? '<a b>\n' : '<unset>\n',
      );
      await output(sandbox(), ': > "$BASH_ENV"');
    });

    it('has an empty standard input', async () => {
      expect(await output(sandbox(), 'read -r line || echo "nothing <$line>"; cat')).toBe('nothing <>\n');
    });

    it('runs in the working directory, or where the step says, made if missing', async () => {
      const { home, workingDirectory } = sandbox();
      const at = (where: string): Promise<string> => output(sandbox(), 'pwd', { workingDirectory: where });
      expect(await output(sandbox(), 'pwd')).toBe(`${workingDirectory}\n`);
      expect(await at('made/here')).toBe(`${workingDirectory}/made/here\n`);
      expect(await at("~/odd 'name'")).toBe(`${home}/odd 'name'\n`);
      expect(await at(`${home}/absolute`)).toBe(`${home}/absolute\n`);
      expect(await at('~')).toBe(`${home}\n`);
    });

    it('has a home that can be written to', async () => {
      expect(await output(sandbox(), 'cd; pwd; echo hi > ~/.written; cat "$HOME/.written"')).toBe(
        `${sandbox().home}\nhi\n`,
      );
    });

    it('takes commands as they are: quotes, here-documents, comments, backslashes, 200 kB', async () => {
      const text = `it's "x" \`y\` $HOME \\ \\n ü`;
      expect(await output(sandbox(), `cat <<'END'\n${text}\nEND\n# it's over`)).toBe(`${text}\n`);
      const long = `# ${'l'.repeat(200_000)}\necho "after it: \${BLANKS}"\nexit 0`;
      expect(await output(sandbox(), long)).toBe('after it:   two  blanks  \n');
    });

    it('leaves no signal ignored: a shell could never take that back', async () => {
      const ignored = await output(sandbox(), 'grep SigIgn /proc/self/status || echo SigIgn: 0');
      expect(ignored).toMatch(/^SigIgn:\s+0+\n$/);
      expect(await output(sandbox(), `sh -c 'kill -INT $$; echo lived' || echo "ended $?"`)).toBe(
        'ended 130\n',
      );
    });

    it('has the circleci command first on PATH, and a folder for what it leaves', async () => {
      const commands = await output(
        sandbox(),
        'command -v circleci; command -v circleci-agent; [ -d "$CIRCLE_INTERNAL_TASK_DATA" ] && echo there',
      );
      expect(commands).toMatch(/^\/\S+\/circleci\n\/\S+\/circleci-agent\nthere\n$/);
    });

    it('tells where that folder is', async () => {
      expect(await output(sandbox(), 'echo "$CIRCLE_INTERNAL_TASK_DATA"')).toBe(`${sandbox().taskFolder}\n`);
    });

    it('carries a continuation in a job of a setup phase, and only there (DYN-03)', async () => {
      const setup = await executor().prepare(jobSpec(traits, { isSetup: true }), quiet, never());
      const box = `${setup.taskFolder}/continue`;
      const post = 'curl -sw "%{http_code}" -d "{}" http://host/api/v2/pipeline/continue';
      const { signal, sink } = abortOn('never said');
      expect(await setup.hasFolder(box)).toBe(false);
      const running = setup.runStep(plainStep(`[ "$(${post})" = '{"message":"OK"}200' ]`), sink, signal);
      while (!(await setup.hasFolder(box))) await new Promise((resolve) => setImmediate(resolve));
      let id: string | undefined;
      while (id === undefined) {
        const entries = await readTar((await setup.copyOut(box)) ?? tarOf([])).catch(() => new Map());
        id = [...entries.keys()].map((name) => /^continue\/(\d+)\/body$/.exec(name)?.[1]).find(Boolean);
      }
      const answer = [
        { name: 'status', body: '200\n' },
        { name: 'reply', body: '{"message":"OK"}' },
        { name: 'done', body: '' },
      ];
      await setup.copyIn(`${box}/${id}`, tarOf(answer));
      expect(await running).toEqual(exited(0));
      await setup.dispose();
      const ours = await output(sandbox(), 'ls "$CIRCLE_INTERNAL_TASK_DATA/bin" 2>/dev/null || true');
      expect(ours).not.toContain('curl');
    });

    it('tells a halt, once (STP-19)', async () => {
      const halted = await run(sandbox(), ': > "$CIRCLE_INTERNAL_TASK_DATA/halt"; echo said');
      expect(halted).toMatchObject({ result: exited(0, true), output: 'said\n' });
      expect((await run(sandbox(), ': > "$CIRCLE_INTERNAL_TASK_DATA/halt"; exit 5')).result).toEqual(
        exited(5, true),
      );
      expect((await run(sandbox(), 'true')).result).toEqual(exited(0));
    });

    it('keeps jobs apart', async () => {
      const other = await executor().prepare(jobSpec(traits), quiet, never());
      await output(sandbox(), 'echo mine > ~/apart.txt');
      expect(await output(other, '[ -e ~/apart.txt ] || echo absent')).toBe('absent\n');
      await other.dispose();
    });
  });
}

function describeOutput(executor: () => Executor, traits: ExecutorTraits): void {
  describe('output', () => {
    const sandbox = sharedSandbox(executor, traits);

    async function throughFile(bytes: Uint8Array): Promise<Ran> {
      await sandbox().copyIn(sandbox().home, tarOf([{ name: 'bytes.bin', body: bytes }]));
      return run(sandbox(), 'cat ~/bytes.bin');
    }
    const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

    it('keeps both streams, in the order in which they were written', async () => {
      const command = 'i=0; while [ $i -lt 500 ]; do echo "out $i"; echo "err $i" >&2; i=$((i+1)); done';
      const expected = Array.from({ length: 500 }, (_, i) => `out ${i}\nerr ${i}\n`).join('');
      expect(await output(sandbox(), command)).toBe(expected);
    });

    it('keeps a last line with no newline, and begins the next step cleanly', async () => {
      expect(await output(sandbox(), `printf 'no end'`)).toBe('no end');
      expect(await output(sandbox(), 'echo next')).toBe('next\n');
    });

    it.each([
      ['random bytes', randomBytes(3_000_000)],
      ['one line of a megabyte', Buffer.alloc(1_000_000, 'x')],
      [
        'frame headers and control words',
        Buffer.from('\u0001\0\0\0\0\0\0\u0005hello\u001e exit 0\npong 1\n'.repeat(2000)),
      ],
      ['every byte', Buffer.from(Array.from({ length: 256 * 40 }, (_, i) => i % 256))],
    ])('passes %s unchanged', async (_, bytes) => {
      const ran = await throughFile(bytes);
      expect(ran.result).toEqual(exited(0));
      expect(ran.bytes.length).toBe(bytes.length);
      expect(sha(ran.bytes)).toBe(sha(bytes));
    });

    it('passes a hundred thousand lines', async () => {
      const text = await output(sandbox(), 'seq 1 100000');
      expect(text.split('\n').length).toBe(100_001);
      expect(text.endsWith('\n99999\n100000\n')).toBe(true);
    });

    it('kills the step when its sink fails, and passes that on', async () => {
      const failing = async (): Promise<void> => {
        throw new Error('the disk is full');
      };
      const started = performance.now();
      await expect(sandbox().runStep(plainStep('echo begun; sleep 1000'), failing, never())).rejects.toThrow(
        'the disk is full',
      );
      expect(performance.now() - started).toBeLessThan(4000);
      expect(await output(sandbox(), 'echo on')).toBe('on\n');
    });

    it('cancels a step whose sink takes nothing any more', async () => {
      const controller = new AbortController();
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const stuck = async (): Promise<void> => {
        controller.abort();
        await released;
      };
      const started = performance.now();
      const result = await sandbox().runStep(plainStep('seq 1 300000; sleep 1000'), stuck, controller.signal);
      release();
      expect(result).toEqual({ kind: 'canceled' });
      expect(performance.now() - started).toBeLessThan(4000);
      // What the step had said before, and nobody took, may come late.
      expect(await output(sandbox(), 'echo on')).toMatch(/on\n$/);
    });

    it('waits for a slow sink and loses nothing', async () => {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      let bytes = 0;
      const running = sandbox().runStep(
        plainStep('seq 1 300000'),
        async (chunk) => {
          bytes += chunk.length;
          await released;
        },
        never(),
      );
      setTimeout(release, 300);
      expect(await running).toEqual(exited(0));
      expect(bytes).toBe(1_988_895);
    });
  });
}

/** Shell source: true while the process runs. One that has ended and that nobody has waited for yet is dead. */
const lives = (pid: string): string =>
  `kill -0 ${pid} 2> /dev/null && ! grep -qs '^State:.*Z' /proc/${pid}/status`;

function describeEnds(executor: () => Executor, traits: ExecutorTraits): void {
  describe('how steps end', () => {
    const sandbox = sharedSandbox(executor, traits);
    const timed = async <T>(work: Promise<T>): Promise<{ value: T; ms: number }> => {
      const started = performance.now();
      const value = await work;
      return { value, ms: performance.now() - started };
    };
    /** Starts a tree of the hard kind: deaf to TERM, in sessions and groups of their own, orphaned, with no environment. */
    const tree = (file: string): string => `
      trap '' TERM HUP INT
      rm -f ${file}
      sh -c 'trap "" TERM HUP INT; echo $$ >> ${file}; while :; do sleep 1; done' &
      if command -v setsid > /dev/null; then
        setsid sh -c 'echo $$ >> ${file}; trap "" TERM; while :; do sleep 1; done' &
        (env -i PATH="$PATH" setsid sh -c 'echo $$ >> ${file}; while :; do sleep 1; done' & ) &
      fi
      n=3; command -v setsid > /dev/null || n=1
      while [ "$(cat ${file} 2> /dev/null | wc -l)" -lt $n ]; do sleep 0.05; done
      echo planted
      while :; do sleep 1; done`;
    const alive = (file: string): Promise<string> =>
      output(sandbox(), `for p in $(cat ${file}); do if ${lives('$p')}; then echo "$p lives"; fi; done`);

    it('does not wait for what a step leaves running', async () => {
      const { value, ms } = await timed(run(sandbox(), 'sleep 30 & echo $! > left.pid; echo done'));
      expect(value).toMatchObject({ result: exited(0), output: 'done\n' });
      expect(ms).toBeLessThan(3000);
      expect(await output(sandbox(), 'kill -0 $(cat left.pid) && echo lives; kill $(cat left.pid)')).toBe(
        'lives\n',
      );
    });

    it('takes along what comes late, for a moment', async () => {
      expect(await output(sandbox(), '(sleep 0.05; echo late) & echo early')).toBe('early\nlate\n');
    });

    it.runIf(traits.bash)('takes along what a process substitution still writes', async () => {
      expect(await output(sandbox(), 'exec > >(tee teed.txt); seq 1 2000')).toHaveLength(8893);
    });

    it('kills a step that has been silent for too long, tree and all', async () => {
      const { value, ms } = await timed(run(sandbox(), tree('silent.pids'), { noOutputTimeoutMs: 700 }));
      expect(value).toMatchObject({ result: { kind: 'timed-out' }, output: 'planted\n' });
      expect(ms).toBeLessThan(6000);
      expect(await alive('silent.pids')).toBe('');
    });

    it('lets a step live that says something now and then', async () => {
      const command = 'for i in 1 2 3 4 5 6; do sleep 0.3; echo $i; done';
      expect(await output(sandbox(), command, { noOutputTimeoutMs: 1200 })).toBe('1\n2\n3\n4\n5\n6\n');
    });

    it('kills the whole tree of a canceled step within two seconds, and nothing else', async () => {
      const background = seen('up');
      const beside = await sandbox().startBackground(
        plainStep('sh -c "echo up; while :; do sleep 1; done"'),
        background.sink,
      );
      await background.done;
      await output(sandbox(), 'sleep 60 > /dev/null 2>&1 & echo $! > older.pid');
      const { signal, sink } = abortOn('planted');
      const { value, ms } = await timed(
        (async () => {
          const result = sandbox().runStep(plainStep(tree('cancel.pids')), sink, signal);
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
          return timed(result);
        })(),
      );
      expect(value.value).toEqual({ kind: 'canceled' });
      expect(value.ms).toBeLessThan(2000);
      expect(ms).toBeLessThan(10_000);
      expect(await alive('cancel.pids')).toBe('');
      expect(await output(sandbox(), 'kill -0 $(cat older.pid) && echo older lives')).toBe('older lives\n');
      const state = await Promise.race([
        beside.done,
        sandbox().runStep(plainStep('true'), () => {}, never()),
      ]);
      expect(state).toEqual(exited(0));
      await output(sandbox(), 'kill $(cat older.pid)');
      await beside.stop();
      expect(await beside.done).toEqual({ kind: 'canceled' });
    });
  });
}

function describeBackground(executor: () => Executor, traits: ExecutorTraits): void {
  describe('background steps', () => {
    const sandbox = sharedSandbox(executor, traits, { environment: { JOB_VALUE: 'from the job' } });

    it('run beside the steps, with the same environment and an output of their own', async () => {
      const background = seen('from the job');
      const step = await sandbox().startBackground(
        plainStep(
          'pwd; echo "$JOB_VALUE $OWN"; echo ready > ready.txt; while [ -e ready.txt ]; do sleep 0.05; done; echo bye',
          {
            environment: { OWN: 'own' },
          },
        ),
        background.sink,
      );
      await background.done;
      expect(await output(sandbox(), 'cat ready.txt; rm ready.txt')).toBe('ready\n');
      expect(await step.done).toEqual(exited(0));
      expect(background.text()).toBe(`${sandbox().workingDirectory}\nfrom the job own\nbye\n`);
      await step.stop();
    });

    it('tell their exit code', async () => {
      const step = await sandbox().startBackground(plainStep('exit 9'), () => {});
      expect(await step.done).toEqual(exited(9));
    });

    it('are killed by stop, tree and all', async () => {
      const background = seen('up\n');
      const step = await sandbox().startBackground(
        plainStep(
          `trap '' TERM HUP INT; sh -c 'trap "" TERM HUP INT; echo $$ > child.pid; echo up; while :; do sleep 1; done'`,
        ),
        background.sink,
      );
      await background.done;
      await step.stop();
      expect(await step.done).toEqual({ kind: 'canceled' });
      const look = `pid=$(cat child.pid); { ${lives('$pid')}; } || echo gone`;
      expect(await output(sandbox(), look)).toBe('gone\n');
    });

    it('are killed by dispose', async () => {
      const runId = `contract-${process.pid}-background`;
      const own = await executor().prepare(jobSpec(traits, { runId }), quiet, never());
      const background = seen('up\n');
      const step = await own.startBackground(
        plainStep(`trap '' TERM; echo up; while :; do sleep 1; done`),
        background.sink,
      );
      await background.done;
      await own.dispose();
      expect(['canceled', 'lost']).toContain((await step.done).kind);
      expect((await traits.leftovers?.(runId)) ?? []).toEqual([]);
    });
  });
}

function describeCopies(executor: () => Executor, traits: ExecutorTraits): void {
  describe('copies', () => {
    const sandbox = sharedSandbox(executor, traits);
    const long = `deep/${'d'.repeat(90)}/${'e'.repeat(90)}/${'f'.repeat(90)}.txt`;
    let folders = 0;
    const fresh = (): string => `${sandbox().home}/copies/${++folders}`;

    it('brings files, folders, links and modes in, usable by the steps', async () => {
      const at = fresh();
      await sandbox().copyIn(
        at,
        tarOf([
          { name: 'run me.sh', mode: 0o755, uid: 4242, gid: 4242, body: '#!/bin/sh\necho ran\n' },
          { name: 'empty/', type: 'directory', mode: 0o755 },
          { name: 'sub/ünï/plain.txt', mode: 0o644, body: 'plain\n' },
          { name: 'link', type: 'symlink', linkname: 'sub/ünï/plain.txt' },
          { name: 'dangling', type: 'symlink', linkname: '/usr/bin/nowhere' },
          { name: 'twin', type: 'link', linkname: 'sub/ünï/plain.txt' },
          { name: long, body: 'far away\n' },
        ]),
      );
      const command = `
        ./'run me.sh'; cat link; cat twin; cat '${long}'
        [ -d empty ] && [ -h dangling ] && [ ! -x sub/ünï/plain.txt ] && echo modes
        echo more >> sub/ünï/plain.txt; echo x > empty/new; echo y > sub/new; rm 'run me.sh'; cat link`;
      expect(await output(sandbox(), command, { workingDirectory: at })).toBe(
        'ran\nplain\nplain\nfar away\nmodes\nplain\nmore\n',
      );
    });

    it('adds to a folder that is there, and replaces files', async () => {
      const at = fresh();
      await sandbox().copyIn(
        at,
        tarOf([
          { name: 'a', body: 'old' },
          { name: 'b', body: 'kept' },
        ]),
      );
      await sandbox().copyIn(
        at,
        tarOf([
          { name: 'a', body: 'new' },
          { name: 'c/d', body: 'more' },
        ]),
      );
      expect(await output(sandbox(), 'cat a b c/d', { workingDirectory: at })).toBe('newkeptmore');
    });

    it('leaves folders that are there as they are', async () => {
      const at = fresh();
      await output(sandbox(), `mkdir -p '${at}/mine'; chmod 700 '${at}/mine'`);
      await sandbox().copyIn(at, tarOf([{ name: 'mine/file', body: 'in\n' }]));
      expect(await output(sandbox(), `ls -ld mine; cat mine/file`, { workingDirectory: at })).toMatch(
        /^drwx------[^\n]*\nin\n$/,
      );
    });

    it('takes an empty archive, and makes the folder', async () => {
      const at = fresh();
      await sandbox().copyIn(at, tarOf([]));
      expect(await output(sandbox(), `[ -d '${at}' ] && echo made`)).toBe('made\n');
    });

    it.each<[string, readonly TarEntry[]]>([
      ['a name with ..', [{ name: '../evil.txt', body: 'evil' }]],
      ['.. in the middle', [{ name: 'a/../../evil.txt', body: 'evil' }]],
      ['an absolute name', [{ name: '/evil.txt', body: 'evil' }]],
      [
        'a way through its own link',
        [
          { name: 'out', type: 'symlink', linkname: '..' },
          { name: 'out/evil.txt', body: 'evil' },
        ],
      ],
      [
        'a folder in place of its own link',
        [
          { name: 'out', type: 'symlink', linkname: '/tmp' },
          { name: 'out/evil.txt', body: 'evil' },
        ],
      ],
      ['a hard link to the outside', [{ name: 'evil.txt', type: 'link', linkname: '../../.profile' }]],
    ])('refuses %s', async (_, entries) => {
      const at = `${fresh()}/inner`;
      await expect(sandbox().copyIn(at, tarOf(entries))).rejects.toMatchObject({ code: 'executor/failed' });
      expect(
        await output(
          sandbox(),
          `ls '${at}/../evil.txt' '${at}/evil.txt' /evil.txt /tmp/evil.txt 2> /dev/null || echo none`,
        ),
      ).toBe('none\n');
    });

    it('passes on the trouble of the archive it is given', async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        for await (const chunk of tarOf([{ name: 'half', body: 'x' }])) {
          yield chunk.subarray(0, 512);
          break;
        }
        throw new Error('the disk is on fire');
      }
      await expect(sandbox().copyIn(fresh(), broken())).rejects.toThrow('the disk is on fire');
      expect(await output(sandbox(), 'echo on')).toBe('on\n');
    });

    it('gives a file as one entry, and nothing for what is not there', async () => {
      const at = fresh();
      await output(
        sandbox(),
        `mkdir -p '${at}'; cd '${at}'; printf 'a\\0b' > 'the file'; ln -s 'the file' way`,
      );
      const file = await sandbox().copyOut(`${at}/the file`);
      const entries = await readTar(file ?? tarOf([]));
      expect([...entries.keys()]).toEqual(['the file']);
      expect(entries.get('the file')?.body).toEqual(Buffer.from('a\0b'));
      const followed = await readTar((await sandbox().copyOut(`${at}/way`)) ?? tarOf([]));
      expect([...followed].map(([name, entry]) => [name, entry.type, entry.body.length])).toEqual([
        ['way', 'file', 3],
      ]);
      expect(await sandbox().copyOut(`${at}/absent`)).toBeUndefined();
      const places = [at, `${at}/absent`, `${at}/the file`, `${at}/the file/absent`];
      expect(await Promise.all(places.map(sandbox().hasFolder))).toEqual([true, false, false, false]);
      expect(await sandbox().copyOut(`${at}/the file/absent`)).toBeUndefined();
    });

    it('gives a folder below its own name, links as links', async () => {
      const at = fresh();
      const command = `mkdir -p '${at}/tree/sub'; cd '${at}/tree'; echo one > one; echo two > sub/two; chmod 750 one; ln -s sub/two link; ln -s tree ../followed`;
      await output(sandbox(), command);
      const entries = await readTar((await sandbox().copyOut(`${at}/tree`)) ?? tarOf([]));
      expect([...entries.keys()].toSorted()).toEqual([
        'tree',
        'tree/link',
        'tree/one',
        'tree/sub',
        'tree/sub/two',
      ]);
      expect(entries.get('tree/link')).toMatchObject({ type: 'symlink', linkname: 'sub/two' });
      expect((entries.get('tree/one')?.mode ?? 0) & 0o777).toBe(0o750);
      expect(entries.get('tree/sub/two')?.body.toString()).toBe('two\n');
      const followed = await readTar((await sandbox().copyOut(`${at}/followed`)) ?? tarOf([]));
      expect([...followed.keys()].toSorted()[0]).toBe('followed');
      expect(followed.get('followed/sub/two')?.body.toString()).toBe('two\n');
    });

    it('ends a copy under way when the sandbox goes', async () => {
      const runId = `contract-${process.pid}-copy`;
      const own = await executor().prepare(jobSpec(traits, { runId }), quiet, never());
      const { promise: underWay, resolve: begin } = Promise.withResolvers<void>();
      async function* endless(): AsyncGenerator<Uint8Array> {
        const archive = pack();
        archive.entry({ name: 'endless', size: 2 ** 32 });
        for await (const header of archive) {
          yield header as Uint8Array;
          break;
        }
        for (;;) {
          yield Buffer.alloc(65_536);
          begin();
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      }
      const copying = own.copyIn(own.home, endless());
      copying.catch(() => {});
      await underWay;
      const started = performance.now();
      await own.dispose();
      await expect(copying).rejects.toThrow();
      expect(performance.now() - started).toBeLessThan(3000);
      expect((await traits.leftovers?.(runId)) ?? []).toEqual([]);
    });

    it('copies beside a running step', async () => {
      const { signal, sink } = abortOn('never said');
      const running = sandbox().runStep(
        plainStep(
          'until [ -e ~/copied.txt ]; do sleep 0.05; done; cat ~/copied.txt; until [ -e ~/stop ]; do sleep 0.05; done',
        ),
        sink,
        signal,
      );
      await sandbox().copyIn(sandbox().home, tarOf([{ name: 'copied.txt', body: 'copied\n' }]));
      const entries = await readTar((await sandbox().copyOut(`${sandbox().home}/copied.txt`)) ?? tarOf([]));
      expect(entries.get('copied.txt')?.body.toString()).toBe('copied\n');
      await sandbox().copyIn(sandbox().home, tarOf([{ name: 'stop', body: '' }]));
      expect(await running).toEqual(exited(0));
    });
  });
}

/** What steps do to those who watch them. Only where that can hit nobody else. */
function describeViolence(executor: () => Executor, traits: ExecutorTraits): void {
  describe('violence', () => {
    it.each([
      'kill 0; sleep 20',
      'kill -9 0; sleep 20',
      'kill -TERM -1; exit 0',
      'kill -9 -1; sleep 20',
      'kill -9 $PPID; sleep 20',
      'kill -TERM $PPID; kill -INT $PPID; kill -HUP $PPID; exit 0',
      'kill -STOP $PPID; exit 0',
    ])('%s is reported within a few seconds', async (command) => {
      const runId = `contract-${process.pid}-violence-${++runs}`;
      const sandbox = await executor().prepare(jobSpec(traits, { runId }), quiet, never());
      const started = performance.now();
      const { result } = await run(sandbox, command, { shell: '/bin/sh' });
      expect(performance.now() - started).toBeLessThan(4000);
      expect(['exited', 'lost']).toContain(result.kind);
      const next = await run(sandbox, 'echo next');
      // A step that kills all it can may have hit what the job's place lives by.
      if (result.kind === 'exited' && !command.includes('-1'))
        expect(next).toMatchObject({ result: exited(0), output: 'next\n' });
      else if (result.kind === 'exited') expect(['exited', 'lost']).toContain(next.result.kind);
      else expect(next.result.kind).toBe('lost');
      await sandbox.dispose();
      expect((await traits.leftovers?.(runId)) ?? []).toEqual([]);
    });

    it('ends a storm of forks', async () => {
      const sandbox = await executor().prepare(jobSpec(traits), quiet, never());
      const storm = `echo go; f() { while :; do ( sleep 0.2; f ) & sleep 0.02; done; }; f`;
      const { signal, sink } = abortOn('go');
      const result = await sandbox.runStep(plainStep(storm), sink, signal);
      expect(result).toEqual({ kind: 'canceled' });
      expect(await output(sandbox, 'echo calm')).toBe('calm\n');
      await sandbox.dispose();
    });
  });
}
