import type { ExecutionView, JobView, RunView } from '../run/view.ts';
import type { TestResult } from '../engine/index.ts';

/** `status --json` (cli.md, JSON shapes). What does not apply is null. */
export function statusJson(view: RunView): object {
  const trigger = view.created?.trigger;
  return {
    schemaVersion: 1,
    id: view.runId,
    number: view.created?.number ?? null,
    status: view.status,
    branch: trigger?.branch ?? null,
    tag: trigger?.tag ?? null,
    revision: trigger?.revision ?? null,
    created_at: view.createdAt ?? null,
    stopped_at: view.finishedAt ?? null,
    workflows: view.workflows.map((workflow) => ({
      id: workflow.id,
      name: workflow.name,
      attempt: workflow.attempt,
      auto_rerun_number: workflow.automatic === true ? workflow.attempt - 1 : null,
      status: workflow.status,
      jobs: workflow.jobs.map(jobJson),
    })),
  };
}

function jobJson(job: JobView): object {
  const first = firstThatRan(job);
  return {
    id: job.key,
    name: job.name,
    type: job.type,
    status: job.status,
    job_number: job.number ?? null,
    attempt: job.attempt,
    reason: job.reason ?? null,
    started_at: job.startedAt ?? null,
    stopped_at: job.stoppedAt ?? null,
    executions: job.executions.map((e) => ({
      index: e.index,
      status: e.status,
      exit_code: e.exitCode ?? null,
    })),
    steps: (first?.steps ?? []).map((step) => ({
      name: step.name,
      type: step.kind,
      status: step.status,
      exit_code: step.exitCode ?? null,
      started_at: step.startedAt ?? null,
      stopped_at: step.stoppedAt ?? null,
    })),
  };
}

/** The first execution of which a step ran, else the first. */
export function firstThatRan(job: JobView): ExecutionView | undefined {
  return job.executions.find((e) => e.steps.some((s) => s.startedAt !== undefined)) ?? job.executions[0];
}

/** One artifact as `artifacts --json` lists it. */
export interface ArtifactRow {
  readonly job: string;
  readonly node_index: number;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  /** Absolute path of the stored copy. */
  readonly file: string | null;
}

export interface JobTests {
  readonly job: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly tests: readonly TestResult[];
}

export function testsJson(jobs: readonly JobTests[]): object {
  return { schemaVersion: 1, jobs };
}
