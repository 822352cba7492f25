import type { ResolvedExecutor, ResolvedJob, ResolvedStep, RunStep } from '../../language/index.ts';
import { jobKey, type PipelinePlan, type PlannedJob, type RequirableStatus } from '../../plan/plan.ts';

const origin = { span: { file: 'config.yml' as never, start: 0, end: 0 } };

/** A step of `Omit<…, 'name' | 'origin'>` with a name. */
type Bare<T> = T extends ResolvedStep ? Omit<T, 'origin' | 'name'> & { readonly name?: string } : never;

export function step(bare: Bare<ResolvedStep>): ResolvedStep {
  return { name: bare.kind, ...bare, origin } as ResolvedStep;
}

export function run(command: string, more: Partial<RunStep> = {}): ResolvedStep {
  return {
    kind: 'run',
    name: command,
    command,
    environment: [],
    background: false,
    noOutputTimeoutMs: 600_000,
    when: 'on_success',
    maxAutoReruns: 0,
    autoRerunDelayMs: 0,
    ...more,
    origin,
  };
}

export interface JobSketch {
  readonly steps?: readonly ResolvedStep[];
  readonly requires?: readonly (string | Readonly<Record<string, readonly RequirableStatus[]>>)[];
  readonly type?: PlannedJob['type'];
  readonly contexts?: readonly string[];
  readonly parallelism?: number;
  readonly serialGroup?: string;
  readonly lockKey?: string;
  readonly cacheDays?: number;
  readonly executor?: ResolvedExecutor;
  readonly environment?: ResolvedJob['environment'];
  readonly resourceClass?: string;
}

const docker: ResolvedExecutor = { kind: 'docker', images: [{ image: 'cimg/base:stable', environment: [] }] };

/** A plan of workflows by name, each of jobs by name. */
export function planOf(
  workflows: Readonly<Record<string, Readonly<Record<string, JobSketch>>>>,
  more: { readonly setup?: boolean; readonly maxAutoReruns?: number } = {},
): PipelinePlan {
  const definitions: Record<string, ResolvedJob> = {};
  const planned = Object.entries(workflows).map(([name, jobs]) => ({
    name,
    maxAutoReruns: more.maxAutoReruns ?? 0,
    jobs: Object.entries(jobs).map(([job, sketch]) => {
      const key = `${name}/${job}`;
      const runs = sketch.type === undefined || sketch.type === 'build';
      if (sketch.type !== 'approval') definitions[key] = definition(job, sketch, runs);
      return plannedJob(name, job, sketch);
    }),
  }));
  return { setup: more.setup ?? false, workflows: planned, definitions, leftOut: [] };
}

function plannedJob(workflow: string, name: string, sketch: JobSketch): PlannedJob {
  const key = `${workflow}/${name}`;
  return {
    key: jobKey(key),
    name,
    type: sketch.type ?? 'build',
    requires: (sketch.requires ?? []).flatMap((required) =>
      typeof required === 'string'
        ? [{ job: jobKey(`${workflow}/${required}`), statuses: ['success'] as const }]
        : Object.entries(required).map(([job, statuses]) => ({
            job: jobKey(`${workflow}/${job}`),
            statuses,
          })),
    ),
    contexts: sketch.contexts ?? [],
    parallelism: sketch.parallelism ?? 1,
    ...(sketch.serialGroup !== undefined && { serialGroup: sketch.serialGroup }),
    ...(sketch.lockKey !== undefined && { lockKey: sketch.lockKey }),
    definition: sketch.type === 'approval' ? undefined : key,
  };
}

function definition(name: string, sketch: JobSketch, runs: boolean): ResolvedJob {
  return {
    name,
    type: sketch.type === 'approval' ? 'build' : (sketch.type ?? 'build'),
    executor: runs ? (sketch.executor ?? docker) : undefined,
    shell: undefined,
    workingDirectory: '~/project',
    environment: sketch.environment ?? [],
    resourceClass: sketch.resourceClass,
    parallelism: sketch.parallelism ?? 1,
    steps: sketch.steps ?? [],
    ...(sketch.cacheDays !== undefined && { cacheDays: sketch.cacheDays }),
    origin,
  };
}
