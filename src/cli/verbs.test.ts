import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { topHelp, verbHelp } from './help.ts';
import { flagVariable } from './parse-input.ts';
import { runArguments } from './start.ts';
import { createStyle, displayWidth } from './style.ts';
import { fakeTerminal } from './testing/terminal-fake.ts';
import { version } from './version.ts';
import { families, familyOf, verbs } from './verbs.ts';

const plain = createStyle(false);
const loaded = await Promise.all(verbs.map(async (entry) => ({ entry, verb: await entry.load() })));

describe.each(loaded)('orrery $entry.name', ({ entry, verb }) => {
  it('is the verb of its row', () => expect(verb.name).toBe(entry.name));

  it('explains itself in at most 40 lines that fit a terminal, with examples', () => {
    const lines = verbHelp(verb, plain).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(Math.max(...lines.map((line) => displayWidth(line)))).toBeLessThanOrEqual(110);
    expect(verb.examples.length).toBeGreaterThan(0);
  });

  it('has no flag twice', () => {
    const names = verb.flags.flatMap((f) => [f.name, ...(f.short === undefined ? [] : [f.short])]);
    expect(new Set(names).size).toBe(names.length);
  });
});

it('lists every verb in the top help, in at most 40 lines', () => {
  const lines = topHelp(plain).trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(40);
  for (const { name, group } of verbs) {
    if (group === 'circleci-local') continue;
    const family = familyOf(name);
    const line = lines.find((l) => l.startsWith(`  ${family ?? name} `));
    if (family !== undefined) expect(line).toMatch(new RegExp(`\\b${name.slice(family.length + 1)}\\b`));
    expect(line).toBeDefined();
  }
  expect(new Set(Object.keys(families))).toEqual(new Set(verbs.flatMap((v) => familyOf(v.name) ?? [])));
});

it('has the version of package.json', () => {
  const file = JSON.parse(readFileSync(`${import.meta.dirname}/../../package.json`, 'utf8')) as object;
  expect(file).toHaveProperty('version', version);
});

it('has a variable for each flag', () => {
  expect(flagVariable({ name: 'no-cache', text: '' })).toBe('ORRERY_NO_CACHE');
});

describe('mistakes', () => {
  it.each([
    [['rnu'], 2, 'Did you mean: orrery run'],
    [['config', 'validat'], 2, 'Did you mean: orrery config validate'],
    [['config'], 2, 'orrery config process'],
    [['orb', 'lst'], 2, 'Did you mean: orrery orb list'],
    [['orb', 'info'], 2, "'REF'"],
    [['--jsn'], 2, 'flags come after the verb'],
    [['runs', '--jsn'], 2, 'did you mean --json?'],
    [['runs', '--limit'], 2, '--limit'],
    [['runs', '--limit', 'x'], 2, 'whole number'],
    [['runs', 'extra'], 2, 'too many arguments'],
    [['run', '--executor', 'podman'], 2, 'auto, docker, host'],
    [['approve', 'latest'], 2, "'JOB'"],
    [['context', 'set', 'x'], 2, 'NAME KEY [VALUE]'],
  ])('%j ends with %i and says %j', async (args, code, message) => {
    const terminal = fakeTerminal();
    expect(await runArguments(args, terminal)).toBe(code);
    expect(terminal.stderr().toLowerCase()).toContain(message.toLowerCase());
    expect(terminal.stdout()).toBe('');
  });
});
