import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { decode } from '../../run/codecs/decode.ts';
import type { Recorded } from '../../run/event.ts';
import { applyToView, emptyView, viewOf } from '../../run/read-view.ts';
import { createStyle } from '../style.ts';
import { fakeTerminal } from '../testing/terminal-fake.ts';
import { continuationLines } from './continuation-lines.ts';
import { jsonReporter } from './json.ts';
import { plainReporter } from './plain.ts';
import { summary } from './summary.ts';

const plain = createStyle(false);
const histories = resolve(import.meta.dirname, '../../../testdata/histories');

function history(name: string): readonly Recorded[] {
  const lines = readFileSync(resolve(histories, `${name}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.flatMap((line) => decode(JSON.parse(line)) ?? []);
}

const continued = history('0.1-continued');
const failed = history('0.1-continuation-failed');
const linesOf = (events: readonly Recorded[]) => continuationLines(viewOf('r', events), plain).join('\n');

function printed(events: readonly Recorded[], reporter: typeof plainReporter | typeof jsonReporter): string {
  const terminal = fakeTerminal();
  const shown = reporter(terminal, () => 0);
  let view = emptyView('r');
  for (const recorded of events) shown.event(recorded, (view = applyToView(view, recorded)));
  shown.stop();
  return terminal.stdout();
}

it('says nothing where the workflows show it', () => {
  expect(linesOf(continued)).toBe('');
});

it('says that nothing was continued, once the run is over', () => {
  const without = continued.filter(
    ({ event }) =>
      event.type !== 'pipeline.continued' &&
      !(event.type === 'workflow.planned' && event.plan.id !== 'find-changes') &&
      event.type !== 'run.finished',
  );
  expect(linesOf(without)).toBe('');
  const end = { ...failed[failed.length - 1], event: { type: 'run.finished', v: 1, status: 'success' } };
  expect(linesOf([...without, end as Recorded])).toBe(
    '\nNo job continued this pipeline: that was all of it (setup: true).',
  );
});

it('says that a continuation came to nothing', () => {
  const planned = continued.filter(
    ({ event }) => event.type !== 'workflow.planned' || event.plan.id === 'find-changes',
  );
  expect(linesOf(planned)).toBe('\nThe config that paths/filter continued with runs nothing here.');
});

it('shows a continuation in plain lines', () => {
  const text = printed(continued, plainReporter);
  expect(text).toContain('[paths/filter] → continues the pipeline\n');
  expect(text.indexOf('→ continues')).toBeLessThan(text.indexOf('[report]'));
  expect(printed(failed, plainReporter)).toContain(
    '✗ continues the pipeline with a config that has errors\n',
  );
});

it('shows a continuation in JSON, without what is ours', () => {
  const lines = (events: readonly Recorded[]) =>
    printed(events, jsonReporter)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines(continued)[0]).toMatchObject({ type: 'run.created', setup: true });
  const event = lines(continued).find(({ type }) => type === 'pipeline.continued');
  expect(event).toEqual({
    schemaVersion: 1,
    type: 'pipeline.continued',
    at: expect.any(String),
    run: expect.any(String),
    workflow: 'find-changes',
    job: 'paths/filter',
  });
  expect(lines(failed).find(({ type }) => type === 'continuation.failed')).not.toHaveProperty('findings');
});

it('ends a run whose continuation has errors with what helps: a new run', () => {
  const text = summary({ view: viewOf('r', failed), failures: [], failedTests: [] }, plain);
  expect(text).toContain('\n\n✗ The config that decide continued with has errors.\n\n✗ run 3 failed in ');
  expect(text).toMatch(/; when the config is mended, start it anew with:\n {4}orrery run\n$/);
});
