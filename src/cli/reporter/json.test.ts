import { expect, it } from 'vitest';
import { applyToView, emptyView } from '../../run/read-view.ts';
import { recorded, sampleEvents } from '../testing/sample-run.ts';
import { fakeTerminal } from '../testing/terminal-fake.ts';
import { jsonReporter } from './json.ts';

function play(events: typeof sampleEvents, end: 'finished' | 'paused') {
  const terminal = fakeTerminal();
  const reporter = jsonReporter(terminal, () => 0);
  let view = emptyView('r');
  for (const one of events) reporter.event(one, (view = applyToView(view, one)));
  reporter.stop();
  reporter.end(end);
  return terminal
    .stdout()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('prints one flat object an event, with names in place of our keys', () => {
  const lines = play(sampleEvents, 'paused');
  expect(lines[0]).toMatchObject({
    schemaVersion: 1,
    type: 'run.created',
    number: 12,
    branch: 'main',
    tag: null,
  });
  expect(lines.find((l) => l['type'] === 'step.finished' && l['exitCode'] === 2)).toEqual({
    schemaVersion: 1,
    type: 'step.finished',
    at: '2026-03-01T12:00:08.200Z',
    run: sampleEvents[0]?.runId,
    workflow: 'main',
    job: 'test',
    execution: 1,
    step: 3,
    name: 'Run tests',
    status: 'failed',
    exitCode: 2,
  });
  expect(JSON.stringify(lines)).not.toContain('blob');
});

it('ends with one run.finished, also where a run was opened again meanwhile', () => {
  const finished = recorded([[9, { type: 'run.finished', v: 1, status: 'failed' }]]);
  const again = recorded([[10, { type: 'run.finished', v: 1, status: 'success' }]]);
  const lines = play([...sampleEvents, ...finished, ...again], 'finished');
  expect(lines.filter((l) => l['type'] === 'run.finished')).toEqual([lines.at(-1)]);
  expect(lines.at(-1)).toMatchObject({ status: 'success' });
});

it('ends with run.paused where a person is needed', () => {
  expect(play(sampleEvents.slice(0, 15), 'paused').at(-1)).toMatchObject({ type: 'run.paused', run: 'r' });
});
