import { findEntry } from '../../tree/node.ts';
import type { Rule } from '../rule.ts';

export const deprecatedRemoteDockerVersion: Rule = {
  code: 'deprecated/remote-docker-version',
  words: ['setup_remote_docker'],
  explanation:
    'CircleCI keeps the newest three versions of Docker for `setup_remote_docker`; those before 23 are gone since 2024. ' +
    'Without `version`, or with `default`, a job gets the one that is current.',
  compiled({ steps }, report) {
    for (const { step, args } of steps('setup_remote_docker')) {
      if (step.kind !== 'setup_remote_docker' || step.version === undefined || args === undefined) continue;
      const version = findEntry(args, 'version');
      const major = /^(?:docker)?(\d+)\b/.exec(step.version)?.[1];
      if (version === undefined || major === undefined || Number(major) >= 23) continue;
      report(
        'deprecated/remote-docker-version',
        version.value.span,
        `CircleCI no longer has Docker ${step.version}.`,
        { hint: 'Leave "version" out, or write: version: default' },
      );
    }
  },
};
