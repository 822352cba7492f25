import type { ErrorCode } from '../base/error.ts';

/** The exit codes of `orrery` (those of the CircleCI CLI v1, and 77). Scripts rely on them. */
export const exitCode = {
  ok: 0,
  failed: 1,
  arguments: 2,
  authentication: 3,
  remote: 4,
  notFound: 5,
  canceled: 6,
  config: 7,
  timeout: 8,
  bug: 70,
  paused: 77,
} as const;

const byError: Readonly<Record<ErrorCode, number>> = {
  'arguments/invalid': exitCode.arguments,
  'config/not-found': exitCode.notFound,
  'config/invalid': exitCode.config,
  'executor/unavailable': exitCode.failed,
  'executor/failed': exitCode.failed,
  'image/not-found': exitCode.failed,
  'not-found': exitCode.notFound,
  'orb-source/changed': exitCode.config,
  'orb-source/failed': exitCode.remote,
  'orb-source/unauthorized': exitCode.authentication,
  'orb-source/unreachable': exitCode.remote,
  'project/not-a-repository': exitCode.failed,
  'store/conflict': exitCode.failed,
  'store/failed': exitCode.failed,
  'store/full': exitCode.failed,
  'store/locked': exitCode.failed,
};

export function exitCodeOf(code: ErrorCode): number {
  return byError[code];
}
