import type { Span } from '../../source/span.ts';
import { findEntry } from '../../tree/node.ts';
import type { JobFacts, StepFacts } from '../facts.ts';
import type { Rule } from '../rule.ts';

const usesDocker =
  /^\s*(?:sudo\s+)?docker(?:-compose|\s+compose)?\s+(?:build|buildx|push|pull|run|up|exec|save|load|images|ps|tag)\b/m;

export const dockerWithoutRemote: Rule = {
  code: 'step/docker-without-remote',
  words: ['docker ', 'docker-compose '],
  explanation:
    'A job in Docker has no Docker engine of its own: `docker build` finds none and fails, unless `setup_remote_docker` ' +
    'started one before. A job with `machine` has one.',
  compiled({ jobs }, report) {
    for (const facts of jobs) {
      const { job, steps } = facts;
      if (job.executor?.kind !== 'docker' || hasEngine(facts)) continue;
      const step = steps.find((s) => isDockerStep(s));
      if (step !== undefined)
        report(
          'step/docker-without-remote',
          placeOf(step),
          `The job "${job.name}" calls Docker here, but has started no engine that could answer.`,
          { hint: 'Add the step setup_remote_docker before it, or run the job in a machine.' },
        );
    }
  },
};

/** DOCKER_HOST, a sidecar that is an engine, or a runner of one's own. */
function hasEngine({ job, steps }: JobFacts): boolean {
  const { executor } = job;
  const images = executor?.kind === 'docker' ? executor.images : [];
  const variables = [...job.environment, ...images.flatMap((i) => i.environment)];
  return (
    steps.some(({ step }) => step.kind === 'setup_remote_docker') ||
    variables.some(({ name }) => name === 'DOCKER_HOST') ||
    images.some(({ image }) => image.includes('dind')) ||
    job.resourceClass?.includes('/') === true
  );
}

function isDockerStep({ step }: StepFacts): boolean {
  if (step.kind !== 'run' || !usesDocker.test(step.command)) return false;
  const isElsewhere = /\bssh\b|DOCKER_HOST/.test(step.command);
  return !isElsewhere && !step.environment.some(({ name }) => name === 'DOCKER_HOST');
}

function placeOf({ keySpan, args }: StepFacts): Span {
  const command = args && findEntry(args, 'command');
  return command?.keySpan.file === keySpan.file ? command.keySpan : keySpan;
}
