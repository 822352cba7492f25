import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../../testing/require.ts';

const script = resolve(import.meta.dirname, 'circleci.sh');

interface Shell {
  readonly name: string;
  readonly argv: readonly string[];
}

const shells: readonly Shell[] = [
  { name: 'dash', argv: ['/bin/dash'] },
  { name: 'bash', argv: ['/bin/bash'] },
  { name: 'busybox', argv: ['/bin/busybox', 'sh'] },
];
const found = await Promise.all(shells.map((shell) => needs(shell.name, () => whyMissing(shell))));
const present = shells.filter((_, i) => found[i]);

async function whyMissing(shell: Shell): Promise<string | undefined> {
  const [program = ''] = shell.argv;
  return existsSync(program)
    ? undefined
    : `there is no ${program}; the circleci command is not tested under it`;
}

interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

let folder = '';
/** A PATH with nothing but busybox's commands, so that its awk and sort are the ones that run. */
let busyboxPath = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-circleci-'));
  busyboxPath = linkCommands('busybox', ['awk', 'sort', 'cat', 'wc', 'xargs', 'echo', 'sh', 'tr']);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function linkCommands(name: string, commands: readonly string[]): string {
  const path = mkdtempSync(join(folder, `path-${name}-`));
  for (const command of commands) symlinkSync('/bin/busybox', join(path, command));
  return path;
}

function tree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(folder, 'tree-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

interface Call {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

function circleci(shell: Shell, args: readonly string[], call: Call = {}): Answer {
  const [command = '', ...before] = shell.argv;
  const result = spawnSync(command, [...before, script, ...args], {
    cwd: call.cwd ?? folder,
    input: call.input ?? '',
    env: { PATH: shell.name === 'busybox' ? busyboxPath : '/usr/bin:/bin', ...call.env },
    encoding: 'utf8',
  });
  // A command that ends without reading its input is no trouble.
  if (result.error !== undefined && !result.error.message.endsWith('EPIPE')) throw result.error;
  return { code: result.status, out: result.stdout, err: result.stderr };
}

const lines = (...names: readonly string[]): string => names.map((name) => `${name}\n`).join('');

describe.each(present)('under $name', (shell) => {
  describe('tests glob', () => {
    let root = '';
    beforeAll(() => {
      root = tree({
        'spec/a_spec.rb': '',
        'spec/b_spec.rb': '',
        'spec/.dot_spec.rb': '',
        'spec/helper.rb': '',
        'spec/models/user_spec.rb': '',
        'lib/x/login.feature': '',
        'lib/x/y/cart.feature': '',
        'data/c1.txt': '',
        'data/c2.txt': '',
        'data/c3.txt': '',
        'data/c10.txt': '',
        'data/B.txt': '',
        'we[i]rd (d)/a  b.txt': '',
        "we[i]rd (d)/it's $HOME *.txt": '',
        'we[i]rd (d)/-n': '',
        '.hid/z.rb': '',
      });
      symlinkSync('../lib', join(root, 'spec/link'));
      symlinkSync('..', join(root, 'lib/loop'));
    });

    it.each<[readonly string[], readonly string[]]>([
      [['spec/*_spec.rb'], ['spec/.dot_spec.rb', 'spec/a_spec.rb', 'spec/b_spec.rb']],
      [['lib/**/*.feature'], ['lib/x/login.feature', 'lib/x/y/cart.feature']],
      [
        ['**/*_spec.rb'],
        ['spec/.dot_spec.rb', 'spec/a_spec.rb', 'spec/b_spec.rb', 'spec/models/user_spec.rb'],
      ],
      [['data/c?.txt'], ['data/c1.txt', 'data/c2.txt', 'data/c3.txt']],
      [['data/c[13].txt'], ['data/c1.txt', 'data/c3.txt']],
      [['data/c[^13].txt'], ['data/c2.txt']],
      [['data/c[!13].txt'], ['data/c2.txt']],
      [['data/[a-c]*[0-3].txt'], ['data/c1.txt', 'data/c10.txt', 'data/c2.txt', 'data/c3.txt']],
      [['data/{c2,c10}.txt'], ['data/c10.txt', 'data/c2.txt']],
      [
        ['{spec/{a,b},lib/x/log}{_spec,in}.{rb,feature}'],
        ['lib/x/login.feature', 'spec/a_spec.rb', 'spec/b_spec.rb'],
      ],
      [['data/c1{,0}.txt'], ['data/c1.txt', 'data/c10.txt']],
      [
        ['data/c1.txt', 'spec/a*.rb'],
        ['data/c1.txt', 'spec/a_spec.rb'],
      ],
      [['data/c1.txt', 'data/c[1].txt', 'data/./c1.txt', './data/c1.txt', 'data//c1.txt'], ['data/c1.txt']],
      [['lib/*'], ['lib/loop', 'lib/x']],
      [['lib/x/**'], ['lib/x/login.feature', 'lib/x/y', 'lib/x/y/cart.feature']],
      [['lib/**/y/**/cart.feature'], ['lib/x/y/cart.feature']],
      [['spec/link/*/*.feature'], ['spec/link/x/login.feature']],
      [['.hid/*', '.*/z*'], ['.hid/z.rb']],
      [['we*/*'], ['we[i]rd (d)/-n', 'we[i]rd (d)/a  b.txt', "we[i]rd (d)/it's $HOME *.txt"]],
      [['we\\[i\\]rd (d)/a*'], ['we[i]rd (d)/a  b.txt']],
      [["*/*'s $HOME \\**"], ["we[i]rd (d)/it's $HOME *.txt"]],
      [['*/*[ ]b.txt'], ['we[i]rd (d)/a  b.txt']],
      [['nothing/*', 'data/none', ''], []],
      [['data/a\\{b'], []],
      [['--', 'data/c1.txt'], ['data/c1.txt']],
    ])('%j', (patterns, expected) => {
      const answer = circleci(shell, ['tests', 'glob', ...patterns], { cwd: root });
      expect(answer).toEqual({ code: 0, out: lines(...expected), err: '' });
    });

    it('takes absolute patterns', () => {
      const answer = circleci(shell, ['tests', 'glob', `${root}/data/c?.txt`], { cwd: '/' });
      expect(answer.out).toBe(lines(`${root}/data/c1.txt`, `${root}/data/c2.txt`, `${root}/data/c3.txt`));
    });

    it.each(['x{a', 'x[a', 'a}b{', 'a\\'])('refuses %s', (pattern) => {
      const answer = circleci(shell, ['tests', 'glob', pattern], { cwd: root });
      expect(answer).toEqual({ code: 1, out: '', err: `circleci.sh: malformed pattern: ${pattern}\n` });
    });

    it('does not run what stands in a pattern or a name', () => {
      const evil = tree({ '$(touch hacked)`touch hacked`;.txt': '' });
      const answer = circleci(shell, ['tests', 'glob', '*.txt', '$(touch hacked)', '`touch hacked`'], {
        cwd: evil,
      });
      expect(answer.out).toBe('$(touch hacked)`touch hacked`;.txt\n');
      expect(readdirSync(evil)).toHaveLength(1);
    });
  });

  describe('tests split', () => {
    const share = (args: readonly string[], call: Call = {}): readonly string[] => {
      const answer = circleci(shell, ['tests', 'split', ...args], call);
      expect(answer.code).toBe(0);
      return answer.out.split('\n').slice(0, -1);
    };
    const eight = Array.from({ length: 8 }, (_, i) => `t/test_${8 - i}.py`);

    it('deals sorted names out in turn', () => {
      const input = lines(...eight);
      expect(share(['--total', '4', '--index', '0'], { input })).toEqual(['t/test_1.py', 't/test_5.py']);
      expect(share(['--total=4', '--index=3'], { input })).toEqual(['t/test_4.py', 't/test_8.py']);
      const env = { CIRCLE_NODE_INDEX: '1', CIRCLE_NODE_TOTAL: '4' };
      expect(share([], { input, env })).toEqual(['t/test_2.py', 't/test_6.py']);
      expect(share(['--index=2'], { input, env })).toEqual(['t/test_3.py', 't/test_7.py']);
      expect(share([], { input })).toHaveLength(8);
    });

    it('sorts by bytes, keeps odd names whole, drops blank lines', () => {
      const input = 'b\r\n\n  lead\na  b\n\tt \nB\n$(x)\n*\nno newline';
      expect(share([], { input })).toEqual(['\tt ', '  lead', '$(x)', '*', 'B', 'a  b', 'b', 'no newline']);
    });

    it('reads files, and a single line of names parted by blanks', () => {
      const cwd = tree({ 'all.txt': 'b\na', 'more.txt': 'c\n', 'a b.js': '', 'one.txt': 'a b.js\n' });
      expect(share(['all.txt', 'more.txt'], { cwd })).toEqual(['a', 'b', 'c']);
      expect(share(['--split-by=name', '-', 'more.txt'], { cwd, input: 'z' })).toEqual(['c', 'z']);
      expect(share([], { cwd, input: 'b  a * c\n' })).toEqual(['*', 'a', 'b', 'c']);
      expect(share(['one.txt'], { cwd })).toEqual(['a b.js']);
      expect(share([], { cwd, input: '' })).toEqual([]);
    });

    it('splits by size, the biggest first', () => {
      const cwd = tree({
        a: 'x'.repeat(100),
        'b c': 'x'.repeat(60),
        d: 'x'.repeat(50),
        '-e': 'x'.repeat(10),
        total: '',
      });
      const input = lines('a', 'b c', 'd', '-e', 'gone', 'total');
      expect(share(['--split-by=filesize', '--total=2', '--index=0'], { cwd, input })).toEqual([
        '-e',
        'a',
        'gone',
      ]);
      expect(share(['--split-by', 'filesize', '--total=2', '--index=1'], { cwd, input })).toEqual([
        'b c',
        'd',
        'total',
      ]);
    });

    it('measures many files', () => {
      const names = Array.from({ length: 450 }, (_, i) => `f ${String(i).padStart(3, '0')}`);
      const cwd = tree(
        Object.fromEntries(names.map((name, i) => [name, i === 449 ? 'x'.repeat(1000) : 'x'])),
      );
      const input = lines(...names);
      expect(share(['--split-by=filesize', '--total=2', '--index=0'], { cwd, input })).toEqual(['f 449']);
    });

    const timed = (table: string): Call => {
      const data = tree({ 'test-timings.tsv': table });
      return { cwd: data, env: { CIRCLE_INTERNAL_TASK_DATA: data } };
    };
    const table =
      'classname\tA\t1.000\nfilename\tt/a.js\t5.000\nfilename\tt/b.js\t3.000\nfilename\tt/c d.js\t2.500\ntestname\tt/a.js\t1.000\n';

    it('splits by times, the longest first', () => {
      const call = timed(table);
      const input = lines('./t/a.js', 't/b.js', `${call.cwd}/t/c d.js`);
      const args = ['tests', 'split', '--split-by=timings', '--total=2'];
      expect(circleci(shell, [...args, '--index=0'], { ...call, input })).toEqual({
        code: 0,
        out: lines('./t/a.js'),
        err: 'Autodetected filename timings.\n',
      });
      expect(circleci(shell, [...args, '--index=1'], { ...call, input }).out).toBe(
        lines(`${call.cwd}/t/c d.js`, 't/b.js'),
      );
    });

    it('takes names without a time at the mean of the others, or at --time-default', () => {
      const call = { ...timed(table), input: lines('t/a.js', 't/b.js', 't/new.js') };
      const by = ['--split-by=timings', '--timings-type=filename', '--total=2'];
      expect(share([...by, '--index=0'], call)).toEqual(['t/a.js']);
      expect(share([...by, '--index=0', '--time-default=1m0.5s'], call)).toEqual(['t/new.js']);
      expect(share([...by, '--index=1', '--time-default=10ms'], call)).toEqual(['t/b.js', 't/new.js']);
    });

    it('knows files by the end of the path they had in another folder', () => {
      const call = timed('filename\t/tmp/run-1/project/t/a.js\t9\nfilename\t/tmp/run-1/project/t/b.js\t1\n');
      const input = lines('t/a.js', 't/b.js', 't/c.js');
      expect(share(['--split-by=timings', '--total=2', '--index=1'], { ...call, input })).toEqual([
        't/b.js',
        't/c.js',
      ]);
    });

    it('goes by the type it is told', () => {
      const call = {
        ...timed('classname\tA\t9\nclassname\tB\t1\nclassname\tC\t1\n'),
        input: lines('A', 'B', 'C'),
      };
      expect(
        share(['--split-by=timings', '--timings-type=classname', '--total=2', '--index=1'], call),
      ).toEqual(['B', 'C']);
    });

    it.each([
      ['no table', undefined, []],
      ['no name in it', 'filename\tother\t1\n', []],
      ['none of the type', 'filename\ta\t1\n', ['--timings-type=classname']],
    ])('splits by name and says so when there is %s', (_, timings, args) => {
      const call = timings === undefined ? {} : timed(timings);
      const input = lines('a', 'b', 'c');
      const flags = ['--split-by=timings', '--total=2', '--index=0', ...args];
      expect(circleci(shell, ['tests', 'split', ...flags], { ...call, input })).toEqual({
        code: 0,
        out: lines('a', 'c'),
        err: 'Error auto-detecting timing type, falling back to weighting by name.\n',
      });
    });

    it('says counts', () => {
      const answer = circleci(shell, ['tests', 'split', '--show-counts', '--total=3'], {
        input: lines(...eight),
      });
      expect(answer.err).toBe('3 of 8 tests are for node 0 of 3\n');
    });

    it.each([
      [['--index=2', '--total=2'], '--index (2) must be less than --total (2)'],
      [['--index=x'], '--index is a number from 0 up, not "x"'],
      [['--total=0'], '--total is a number from 1 up, not "0"'],
      [['--split-by=size'], '--split-by is name, filesize or timings, not "size"'],
      [['--timings-type=x'], '--timings-type is filename, classname, testname or autodetect, not "x"'],
      [['--time-default=ten'], '--time-default is a duration such as 10s, not "ten"'],
      [['--time-default=10'], '--time-default is a duration such as 10s, not "10"'],
      [['--total'], '--total needs a value'],
      [['--frobnicate'], 'unknown flag of tests split: --frobnicate'],
    ])('refuses %j', (args, message) => {
      expect(circleci(shell, ['tests', 'split', ...args])).toEqual({
        code: 2,
        out: '',
        err: `circleci.sh: ${message}\n`,
      });
    });

    it('names a file that it cannot read', () => {
      expect(circleci(shell, ['tests', 'split', 'gone.txt'])).toEqual({
        code: 1,
        out: '',
        err: 'circleci.sh: cannot read gone.txt\n',
      });
    });

    it('is quick with many names', () => {
      const names = Array.from({ length: 5_000 }, (_, i) => `spec/models/some/deep/folder/file_${i}_spec.rb`);
      const call = {
        ...timed(names.map((n, i) => `filename\t${n}\t${i % 7}\n`).join('')),
        input: lines(...names),
      };
      const start = performance.now();
      expect(share(['--split-by=timings', '--total=4', '--index=1'], call).length).toBeGreaterThan(1_000);
      expect(performance.now() - start).toBeLessThan(5_000);
    });
  });

  describe('tests run', () => {
    it('gives the share to the command, with the environment as it is', () => {
      const answer = circleci(
        shell,
        ['tests', 'run', '--command=xargs echo "$GREETING"; echo "[${LC_ALL-}]"', '--total=2'],
        {
          input: lines('b', 'a', 'c'),
          env: { GREETING: 'hello  you', LC_ALL: 'C.UTF-8' },
        },
      );
      expect(answer).toEqual({ code: 0, out: 'hello  you a c\n[C.UTF-8]\n', err: '' });
    });

    it('ends with the code of the command', () => {
      expect(circleci(shell, ['tests', 'run', '--command', 'cat; exit 3'], { input: 'a b' })).toEqual({
        code: 3,
        out: lines('a', 'b'),
        err: '',
      });
    });

    it('tells with --verbose what it does', () => {
      const answer = circleci(
        shell,
        ['tests', 'run', '--verbose', '--command=cat', '--total=2', '--index=1'],
        {
          input: lines('a', 'b'),
        },
      );
      expect(answer).toEqual({
        code: 0,
        out: 'b\n',
        err: '1 of 2 tests are for node 1 of 2:\n  b\nCommand: cat\n',
      });
    });

    it('does not run the command without names', () => {
      const none = circleci(shell, ['tests', 'run', '--command=echo ran'], { input: '\n' });
      expect(none).toMatchObject({ code: 0, out: '' });
      expect(none.err).toMatch(/^No test names found in input source\./);
      const few = circleci(shell, ['tests', 'run', '--command=echo ran', '--index=1', '--total=2'], {
        input: 'a',
      });
      expect(few).toEqual({ code: 0, out: '', err: 'There are fewer tests than nodes: none for node 1.\n' });
    });

    describe('in a rerun of failed tests', () => {
      const again = (table: readonly string[], names: readonly string[], ...args: readonly string[]) =>
        circleci(shell, ['tests', 'run', '--command=cat', ...args], {
          input: lines(...names),
          cwd: folder,
          env: { CIRCLE_INTERNAL_TASK_DATA: tree({ 'failed-tests': lines(...table) }) },
        });

      it('runs only those, split over the nodes', () => {
        const table = ['3 56', 'a_test.js', 'lib/b_test.js', 'com.acme.CartTest'];
        const names = ['a_test.js', './lib/b_test.js', 'c_test.js', 'b_test.js', 'com.acme.CartTest'];
        expect(again(table, names)).toEqual({
          code: 0,
          out: lines('./lib/b_test.js', 'a_test.js', 'com.acme.CartTest'),
          err: 'Rerunning failed tests: 3 of 56 tests failed in the last attempt, 3 of 5 names are run again.\n',
        });
        expect(again(table, names, '--total=2', '--index=1').out).toBe('a_test.js\n');
      });

      it('knows a file by its absolute path, here or there', () => {
        const there = again(['1 2', '/other/job/src/a.js'], ['src/a.js', 'a.js', 'rc/a.js', 'b.js']);
        expect(there.out).toBe(lines('a.js', 'src/a.js'));
        const here = again(['1 2', 'src/a.js'], [`${folder}/src/a.js`, `${folder}/src/b.js`]);
        expect(here.out).toBe(`${folder}/src/a.js\n`);
      });

      it('takes names as they are', () => {
        expect(again(['1 2', 'a [x]*.js'], ['a [x]*.js', 'a xy.js']).out).toBe('a [x]*.js\n');
      });

      it('runs all, and says why, where results name no file or none of these', () => {
        expect(again(['2 9'], ['a', 'b'])).toMatchObject({ code: 0, out: lines('a', 'b') });
        expect(again(['2 9'], ['a', 'b']).err).toContain('name neither file nor class');
        const none = again(['2 9', 'spec/x.rb'], ['a', 'b']);
        expect(none.out).toBe(lines('a', 'b'));
        expect(none.err).toContain('none of these names');
      });

      it('is no matter of tests split', () => {
        const env = { CIRCLE_INTERNAL_TASK_DATA: tree({ 'failed-tests': lines('1 2', 'a') }) };
        expect(circleci(shell, ['tests', 'split'], { input: lines('a', 'b'), env }).out).toBe(
          lines('a', 'b'),
        );
      });
    });

    it('needs a command', () => {
      expect(circleci(shell, ['tests', 'run'], { input: 'a' }).code).toBe(2);
    });
  });

  describe('step halt', () => {
    it('leaves a note for the engine', () => {
      const data = tree({});
      expect(circleci(shell, ['step', 'halt'], { env: { CIRCLE_INTERNAL_TASK_DATA: data } })).toEqual({
        code: 0,
        out: '',
        err: '',
      });
      expect(readdirSync(data)).toEqual(['halt']);
    });

    it('says so outside a job', () => {
      const answer = circleci(shell, ['step', 'halt']);
      expect(answer.code).toBe(1);
      expect(answer.err).toContain('inside a job');
    });
  });

  describe('env subst', () => {
    const env = { NAME: 'world', EMPTY: '', ODD: 'a&b\\c\n$NAME "q"', N_1: 'one' };
    it.each([
      ['Hello $NAME!', 'Hello world!'],
      ['${NAME}s, $NAMEs', 'worlds, '],
      ['${EMPTY:-d} ${EMPTY-d} ${NONE:-d} ${NONE-d} ${NAME:-d}', 'd  d d world'],
      ['${NONE:-$NAME and ${N_1}}!', 'world and one!'],
      ['${NONE:=x} ${NAME:+y} ${NONE:+y} ${EMPTY:+y} ${EMPTY+y}', 'x y   y'],
      ['<$ODD>', '<a&b\\c\n$NAME "q">'],
      ['$$NAME $$ ${}', '$NAME $ ${}'],
      ['cost: $ 5, $(date) `date` ${NAME/x/y} 100%d \\n', 'cost: $ 5, $(date) `date` ${NAME/x/y} 100%d \\n'],
      ['{"foo": "$NAME"}', '{"foo": "world"}'],
      ['', ''],
      ['a\n\n', 'a\n\n'],
      ['-', '-'],
      ['-n $NAME', '-n world'],
    ])('%j', (text, expected) => {
      expect(circleci(shell, ['env', 'subst', text], { env })).toEqual({ code: 0, out: expected, err: '' });
      expect(circleci(shell, ['env', 'subst'], { env, input: text })).toEqual({
        code: 0,
        out: expected,
        err: '',
      });
    });

    it('refuses an open brace', () => {
      expect(circleci(shell, ['env', 'subst', 'a ${NAME'], { env })).toMatchObject({ code: 1, out: '' });
    });
  });

  it.each([[[]], [['help']], [['--help']], [['tests', '--help']], [['tests', 'split', '--help']]])(
    'helps: %j',
    (args) => {
      const answer = circleci(shell, args);
      expect(answer.code).toBe(0);
      expect(answer.out).toContain('circleci tests split');
    },
  );

  it('tells its version', () => {
    expect(circleci(shell, ['version']).out).toMatch(/Orrery/);
  });

  it.each([[['orb', 'list']], [['tests']], [['tests', 'merge']], [['step', 'stop']]])(
    'refuses %j',
    (args) => {
      const answer = circleci(shell, args);
      expect(answer.code).toBe(2);
      expect(answer.err).toMatch(/^circleci\.sh: unknown command: .*\n$/);
    },
  );
});

describe.runIf(present.length === shells.length)('in an image that lacks', () => {
  // Not busybox's shell: it may know its own commands without a PATH.
  const shell: Shell = { name: 'dash', argv: ['/bin/dash'] };
  const bare = (commands: readonly string[]): Readonly<Record<string, string>> => ({
    PATH: linkCommands('bare', commands),
  });

  it('sort: awk sorts', () => {
    const answer = circleci(shell, ['tests', 'split'], {
      env: bare(['awk', 'cat']),
      input: lines('b', 'c', 'a', 'B', 'a'),
    });
    expect(answer).toEqual({ code: 0, out: lines('B', 'a', 'a', 'b', 'c'), err: '' });
    const cwd = tree({ b: '', a: '', c: '' });
    expect(circleci(shell, ['tests', 'glob', '*', 'a'], { cwd, env: bare(['awk']) }).out).toBe(
      lines('a', 'b', 'c'),
    );
  });

  it('sort and awk: it says so and goes on', () => {
    const call = { env: bare([]), input: lines('b', 'a', 'c') };
    const answer = circleci(shell, ['tests', 'split', '--split-by=timings', '--total=2', '--index=0'], call);
    expect(answer).toMatchObject({ code: 0, out: lines('b', 'c') });
    expect(answer.err).toContain('neither sort nor awk is in this image');
    expect(answer.err).toContain('awk is not in this image: splitting by name instead of by timings');
    expect(circleci(shell, ['env', 'subst', '$X'], call)).toEqual({
      code: 1,
      out: '',
      err: 'circleci.sh: env subst needs awk, which is not in this image\n',
    });
    const cwd = tree({ b: '', a: '' });
    expect(circleci(shell, ['tests', 'glob', '[ab]'], { ...call, cwd }).out).toBe(lines('a', 'b'));
  });
});
