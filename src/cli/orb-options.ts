import type { OrbOptions } from './compose.ts';
import type { Project } from './project.ts';
import { type Input, isOn, listOf } from './verb.ts';

/** `--orb-dir` and `--offline`. The lock of a project is written for a config of its own. */
export function orbOptions(input: Input, project: Project, isOfProject = true): OrbOptions {
  return {
    folders: listOf(input, 'orb-dir'),
    isOffline: isOn(input, 'offline'),
    isLockWritten: project.hasConfig && isOfProject,
  };
}
