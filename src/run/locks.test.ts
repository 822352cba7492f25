import { describe, expect, it } from 'vitest';
import { jobKey } from '../plan/plan.ts';
import { abandon } from './abandon.ts';
import { apply } from './apply.ts';
import type { JobSnapshot, JobStatus, RunEvent } from './event.ts';
import { initialState, type RunState } from './state.ts';
import { end, settle, start } from './testing/play.ts';

const terminal = ['success', 'failed', 'canceled', 'unauthorized', 'not_run'] as const;
const job = (name: string, kind: JobSnapshot['kind'], requires: readonly string[] = []): JobSnapshot => ({
  key: jobKey(name),
  name,
  kind,
  requires: requires.map((r) => ({
    job: jobKey(r),
    statuses: kind === 'unlock' ? terminal : (['success'] as const),
  })),
  ...((kind === 'lock' || kind === 'unlock') && { lockKey: 'prod' }),
});
/** A workflow that locks, deploys and unlocks, as a job-group with `serial-group` does (WFL-67). */
const group = (id: string, deploy: JobSnapshot['kind'] = 'build'): RunEvent => ({
  type: 'workflow.planned',
  v: 1,
  plan: {
    id,
    workflow: id,
    attempt: 1,
    jobs: [
      job(`${id}/lock`, 'lock'),
      job(`${id}/deploy`, deploy, [`${id}/lock`]),
      job(`${id}/unlock`, 'unlock', [`${id}/deploy`]),
    ],
  },
});

const ended = (state: RunState, name: string, status: JobStatus = 'success') =>
  settle(end(state, name, status), 9);
const planned = (...events: readonly RunEvent[]): RunState => events.reduce(apply, initialState);

describe('locks', () => {
  it('let one workflow in at a time, first come, first served', () => {
    let now = settle(planned(group('a'), group('b')), 9);
    expect(now.started).toEqual(['a/lock']);
    now = ended(start(now.state, 'a/lock'), 'a/lock');
    expect(now.started).toEqual(['a/deploy']);
    now = ended(start(now.state, 'a/deploy'), 'a/deploy');
    expect(now.started).toEqual(['a/unlock']);
    now = ended(start(now.state, 'a/unlock'), 'a/unlock');
    expect(now.started).toEqual(['b/lock']);
  });

  it('are released when what they guard fails', () => {
    let now = settle(planned(group('a'), group('b')), 9);
    now = ended(start(now.state, 'a/lock'), 'a/lock');
    now = ended(start(now.state, 'a/deploy'), 'a/deploy', 'failed');
    expect(now.started).toEqual(['a/unlock']);
    now = ended(start(now.state, 'a/unlock'), 'a/unlock');
    expect(now.started).toEqual(['b/lock']);
  });

  it('are released at the end of a workflow without an unlock', () => {
    const lone: RunEvent = {
      type: 'workflow.planned',
      v: 1,
      plan: { id: 'a', workflow: 'a', attempt: 1, jobs: [job('a/lock', 'lock')] },
    };
    const now = settle(planned(lone, group('b')), 9);
    expect(ended(start(now.state, 'a/lock'), 'a/lock').started).toEqual(['b/lock']);
  });

  it('leave a run paused, not abandoned, whose holder waits for an approval', () => {
    let now = settle(planned(group('a', 'approval'), group('b')), 9);
    now = ended(start(now.state, 'a/lock'), 'a/lock');
    expect(now.started).toEqual([]);
    expect(abandon(now.state, 'orrery')).toEqual([]);
  });
});
