/** The id of an attempt of a workflow: `main`, of a rerun `main#2`. */
export function attemptId(workflow: string, attempt: number): string {
  return attempt === 1 ? workflow : `${workflow}#${attempt}`;
}

/** `main` of `main#2`. */
export function workflowOf(attemptId: string): string {
  return attemptId.replace(/#\d+$/, '');
}

/** 2 of `main#2`, 1 of `main`. */
export function attemptOf(attemptId: string): number {
  return Number(/#(\d+)$/.exec(attemptId)?.[1] ?? 1);
}
