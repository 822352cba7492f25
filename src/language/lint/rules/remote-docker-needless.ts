import type { Rule } from '../rule.ts';

/** STP-21. */
export const remoteDockerNeedless: Rule = {
  code: 'step/remote-docker-needless',
  words: ['setup_remote_docker'],
  explanation:
    '`setup_remote_docker` works in jobs in Docker only. A machine has a Docker engine of its own, and the step fails ' +
    'there.',
  compiled({ steps }, report) {
    for (const { job, keySpan } of steps('setup_remote_docker')) {
      const kind = job.executor?.kind;
      if (kind === undefined || kind === 'docker') continue;
      report(
        'step/remote-docker-needless',
        keySpan,
        `"setup_remote_docker" works in Docker only, and the job "${job.name}" runs on ${kind}.`,
        kind === 'machine' ? { hint: 'Remove it: a machine has a Docker engine of its own.' } : {},
      );
    }
  },
};
