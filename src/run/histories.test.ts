import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apply } from './apply.ts';
import { decode } from './codecs/decode.ts';
import { decide } from './decide.ts';
import type { Recorded } from './event.ts';
import { jobsOf } from './job-table.ts';
import { viewOf } from './read-view.ts';
import { initialState } from './state.ts';

/**
 * Logs of runs as each release wrote them. They are never edited: when an event gets a new version, today's code must
 * still fold the old ones to the same end. `UPDATE=1` writes the `.expected.json` of a new history only.
 */
const folder = resolve(import.meta.dirname, '../../testdata/histories');
const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));

function read(name: string): readonly Recorded[] {
  const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const record = decode(JSON.parse(line));
    if (record === undefined) throw new Error(`${name}: today's code cannot read ${line}`);
    return record;
  });
}

describe.each(names)('%s', (name) => {
  const records = read(name);

  it('folds to the same end', () => {
    const state = records.reduce((before, { event }) => apply(before, event), initialState);
    const view = viewOf(records[0]?.runId ?? '', records);
    const end = {
      finished: state.finished,
      phases: Object.fromEntries(jobsOf(state.jobs).map((job) => [job.key, job.phase])),
      view,
    };
    const file = join(folder, name.replace(/\.jsonl$/, '.expected.json'));
    if (process.env['UPDATE'] === '1' && !existsSync(file))
      writeFileSync(file, `${JSON.stringify(end, undefined, 2)}\n`);
    expect(JSON.parse(JSON.stringify(end))).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });

  it('leaves nothing to do at its end', () => {
    const state = records.reduce((before, { event }) => apply(before, event), initialState);
    expect(decide(state, { concurrency: 4 })).toEqual([]);
  });
});
