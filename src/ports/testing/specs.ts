import type { ImageSpec, JobSpec, StepSpec } from '../executor.ts';

/** The plainest of each spec, for tests to lay over what they are about. */
export function plainJob(over: Partial<JobSpec> = {}): JobSpec {
  return {
    runId: 'run',
    job: 'build',
    execution: 0,
    image: undefined,
    services: [],
    environment: {},
    workingDirectory: '~/project',
    shell: undefined,
    resources: undefined,
    bind: undefined,
    pull: 'never',
    platform: undefined,
    remoteDocker: false,
    ...over,
  };
}

export function plainStep(command: string, over: Partial<StepSpec> = {}): StepSpec {
  return {
    command,
    shell: undefined,
    environment: {},
    workingDirectory: undefined,
    noOutputTimeoutMs: 0,
    ...over,
  };
}

export function plainImage(image: string, over: Partial<ImageSpec> = {}): ImageSpec {
  return {
    image,
    name: undefined,
    entrypoint: undefined,
    command: undefined,
    user: undefined,
    environment: {},
    auth: undefined,
    ...over,
  };
}

/** A signal that never aborts. */
export function never(): AbortSignal {
  return new AbortController().signal;
}
