import type { JobKey } from '../plan/plan.ts';
import { endStatus } from './decide.ts';
import type { ContinuationFailed, PipelineContinued, Recorded, RunEvent } from './event.ts';
import { isFinal } from './state.ts';
import { finishExecution, finishStep, startStep } from './view-execution.ts';
import { endJob, startJob, unlocked, viewOfPlan, waitForLock } from './view-job.ts';
import type { ContinuationView, JobView, RunView, ViewStatus, WorkflowView } from './view.ts';

export function emptyView(runId: string): RunView {
  return {
    runId,
    created: undefined,
    createdAt: undefined,
    finishedAt: undefined,
    status: 'running',
    workflows: [],
  };
}

export function viewOf(runId: string, events: Iterable<Recorded>): RunView {
  let view = emptyView(runId);
  for (const recorded of events) view = applyToView(view, recorded);
  return view;
}

/** The view after one more event: pure, and cheap enough for a live view of thousands of jobs. */
export function applyToView(view: RunView, { event, at }: Recorded): RunView {
  switch (event.type) {
    case 'run.created':
      return { ...view, created: event, createdAt: at };
    case 'workflow.planned': {
      const planned = viewOfPlan(event.plan, (key) => jobIn(view, key));
      const workflow = { ...planned, status: statusOfJobs(planned.jobs) };
      return withStatus({ ...view, finishedAt: undefined, workflows: [...view.workflows, workflow] });
    }
    case 'pipeline.continued':
      return { ...view, continuation: continuation(view, event, 'accepted') };
    case 'continuation.failed':
      return withStatus({ ...view, continuation: continuation(view, event, 'failed') });
    case 'run.cancel-requested':
      return view;
    case 'run.finished':
      return { ...view, status: event.status, finishedAt: at };
    default:
      return ofJob(view, event, at);
  }
}

function continuation(
  view: RunView,
  { job, findings }: PipelineContinued | ContinuationFailed,
  status: ContinuationView['status'],
): ContinuationView {
  return { job, before: view.workflows.length, status, findings };
}

type JobEvent = Exclude<
  Extract<RunEvent, { readonly job: JobKey }>,
  { readonly type: 'pipeline.continued' | 'continuation.failed' }
>;

function ofJob(view: RunView, event: JobEvent, at: string): RunView {
  const place = placesOf(view).get(event.job);
  const workflow = place && view.workflows[place.workflow];
  const job = place && workflow?.jobs[place.job];
  if (place === undefined || workflow === undefined || job === undefined) return view;
  const changed = changedJob(job, event, at, view.runId);
  const jobs = workflow.jobs.with(place.job, changed);
  const isSame = changed.status === job.status && changed.lockedBy === job.lockedBy;
  const status = isSame ? workflow.status : statusOfJobs(jobs);
  const next = { ...view, workflows: view.workflows.with(place.workflow, { ...workflow, jobs, status }) };
  const after = isSame ? next : withStatus(next);
  places.set(after, placesOf(view));
  return after;
}

function changedJob(job: JobView, event: JobEvent, at: string, runId: string): JobView {
  switch (event.type) {
    case 'job.queued':
      return { ...job, status: 'queued' };
    case 'lock.awaited':
      return waitForLock(job, event, runId);
    case 'lock.taken':
      return { ...job, ...unlocked };
    case 'job.held':
      return { ...job, status: 'on_hold', startedAt: at };
    case 'approval.granted':
      return { ...job, status: 'success', stoppedAt: at };
    case 'job.started':
      return startJob(job, event, at);
    case 'job.finished':
      return endJob(job, event, at);
    case 'step.started':
      return startStep(job, event, at);
    case 'step.finished':
      return finishStep(job, event, at);
    case 'execution.finished':
      return finishExecution(job, event);
    case 'workspace.persisted': {
      const { execution, blob, sizeBytes } = event;
      return { ...job, workspace: [...job.workspace, { execution, blob, sizeBytes }] };
    }
    case 'artifact.stored': {
      const { execution, path, blob, sizeBytes, sha256 } = event;
      return { ...job, artifacts: [...job.artifacts, { execution, path, blob, sizeBytes, sha256 }] };
    }
    case 'tests.stored': {
      const { execution, passed, failed, skipped, blob } = event;
      return { ...job, tests: [...job.tests, { execution, passed, failed, skipped, blob }] };
    }
  }
}

interface Place {
  readonly workflow: number;
  readonly job: number;
}

/** Where each job stands in a view: handed on from view to view, since jobs are added only with a plan. */
const places = new WeakMap<RunView, ReadonlyMap<JobKey, Place>>();

function placesOf(view: RunView): ReadonlyMap<JobKey, Place> {
  let found = places.get(view);
  if (found === undefined) {
    found = new Map(
      view.workflows.flatMap((w, workflow) => w.jobs.map((j, job) => [j.key, { workflow, job }] as const)),
    );
    places.set(view, found);
  }
  return found;
}

/** A job of a view by its key. */
export function jobIn(view: RunView, key: JobKey): JobView | undefined {
  const place = placesOf(view).get(key);
  return place && view.workflows[place.workflow]?.jobs[place.job];
}

/** The newest attempt of each workflow, in the order planned. */
export function newestAttempts(view: RunView): readonly WorkflowView[] {
  const last = new Map(view.workflows.map((workflow) => [workflow.name, workflow]));
  return view.workflows.filter((workflow) => last.get(workflow.name) === workflow);
}

/** WFL-85: what waits for people alone is on hold, what has anything left to do is running. */
function statusOfJobs(jobs: readonly JobView[]): ViewStatus {
  let isHeld = false;
  let isOpen = false;
  for (const { status } of jobs) {
    if (status === 'queued' || status === 'running') return 'running';
    if (status === 'on_hold') isHeld = true;
    else if (!isFinal(status)) isOpen = true;
  }
  if (isHeld) return 'on_hold';
  return isOpen ? 'running' : endStatus(jobs.map((job) => job.status));
}

const order: readonly ViewStatus[] = ['running', 'failed', 'canceled', 'on_hold', 'success'];

function withStatus(before: RunView): RunView {
  const view = withStandstill(before);
  const statuses = new Set(newestAttempts(view).map((workflow) => workflow.status));
  if (view.continuation?.status === 'failed') statuses.add('failed');
  return { ...view, status: order.find((status) => statuses.has(status)) ?? 'success' };
}

/**
 * A workflow that only waits for a lock of its own run waits for people when that run does: an approval stands between
 * it and the lock.
 */
function withStandstill(view: RunView): RunView {
  if (!view.workflows.some((workflow) => isLockedOut(workflow, view.runId))) return view;
  const newest = newestAttempts(view);
  const goesOn = newest.some((w) => w.status === 'running' && !isLockedOut(w, view.runId));
  const isHeld = newest.some((w) => w.jobs.some((job) => job.status === 'on_hold'));
  const status: ViewStatus = isHeld && !goesOn ? 'on_hold' : 'running';
  const workflows = view.workflows.map((workflow) =>
    isLockedOut(workflow, view.runId) ? { ...workflow, status } : workflow,
  );
  return { ...view, workflows };
}

/** Whether all that is queued in a workflow waits for jobs of the same run, and nothing runs. */
function isLockedOut({ jobs }: WorkflowView, runId: string): boolean {
  if (!jobs.some((job) => job.lockedBy?.runId === runId)) return false;
  const busy = jobs.filter(({ status }) => status === 'queued' || status === 'running');
  return busy.length > 0 && busy.every((job) => job.status === 'queued' && job.lockedBy?.runId === runId);
}
