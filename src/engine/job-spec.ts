import type { ResolvedImage, ResolvedJob } from '../language/index.ts';
import type { ImageSpec, JobSpec } from '../ports/executor.ts';
import { entryVariables, type Variables } from './environment.ts';
import { interpolate } from './interpolate.ts';
import type { StoredPipeline } from './pipeline-file.ts';
import { dockerResources, platformOf } from './resource-class.ts';

/** What makes the sandbox of one execution. */
export interface SandboxRequest {
  readonly runId: string;
  readonly job: string;
  readonly execution: number;
  readonly definition: ResolvedJob;
  /** See `JobSpec`. */
  readonly isSetup: boolean;
  readonly pipeline: StoredPipeline;
  readonly environment: Variables;
  /** What `auth` may name (EXE-11). */
  readonly authVariables: Variables;
  /** See `JobSpec`. */
  readonly laterSandboxes: number;
}

export function jobSpec(request: SandboxRequest): JobSpec {
  const { definition, pipeline, runId, job, execution, environment } = request;
  const { options, facts } = pipeline;
  const images = definition.executor?.kind === 'docker' ? definition.executor.images : [];
  const [image, ...services] = images.map((entry) => imageSpec(entry, request.authVariables));
  return {
    runId,
    job,
    execution,
    image,
    services,
    environment,
    workingDirectory: definition.workingDirectory,
    shell: definition.shell,
    resources: image === undefined ? undefined : dockerResources(definition.resourceClass),
    bind: options.checkout.kind === 'bind' ? facts.root : undefined,
    ...(options.volumes !== undefined && { volumes: options.volumes }),
    pull: options.pull,
    platform: options.platform ?? platformOf(definition.resourceClass),
    remoteDocker: definition.steps.some((step) => step.kind === 'setup_remote_docker'),
    laterSandboxes: request.laterSandboxes,
    ...(request.isSetup && { isSetup: true }),
  };
}

function imageSpec(image: ResolvedImage, variables: Variables): ImageSpec {
  const { auth } = image;
  return {
    image: image.image,
    name: image.name,
    entrypoint: image.entrypoint,
    command: image.command,
    user: image.user,
    environment: entryVariables(image.environment),
    auth: auth && {
      username: interpolate(auth.username, variables),
      password: interpolate(auth.password, variables),
    },
  };
}

/** What of the executor's definition this machine cannot do, for the log of "Spin up environment". */
export function executorNotes(definition: ResolvedJob): readonly string[] {
  const { executor } = definition;
  if (executor?.kind !== 'docker') return [];
  return executor.images
    .filter((image) => image.awsAuth !== undefined)
    .map((image) => `aws_auth of ${image.image} is not used: your own login for its registry is.`);
}
