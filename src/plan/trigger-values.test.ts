import { expect, it } from 'vitest';
import { triggerValues } from './trigger-values.ts';

it.each([
  [
    { kind: 'push', branch: 'b' },
    { trigger_source: 'webhook', 'event.name': 'push', 'git.branch': 'b' },
  ],
  [
    { kind: 'pull-request', branch: 'b' },
    { trigger_source: 'webhook', 'event.name': 'pull_request', 'git.branch': 'b' },
  ],
  [
    { kind: 'api', tag: 't' },
    { trigger_source: 'api', 'event.name': 'api', 'git.tag': 't' },
  ],
  [
    { kind: 'schedule', branch: 'b', schedule: { workflow: 'w' } },
    { trigger_source: 'schedule', 'event.name': 'schedule', 'git.branch': 'b' },
  ],
] as const)('values of %o', (trigger, values) => {
  expect(triggerValues(trigger, { 'git.branch': 'old', 'git.tag': 'old' })).toEqual(values);
  expect(triggerValues(trigger, { trigger_source: 'given' })).toMatchObject({ trigger_source: 'given' });
});
