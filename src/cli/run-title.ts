import type { RunView } from '../run/view.ts';

/** `run 12 · main · docker`. */
export function runTitle(view: RunView, executor: string): string {
  const trigger = view.created?.trigger;
  const ref = trigger?.tag === undefined ? trigger?.branch : `tag ${trigger.tag}`;
  const commit = trigger?.revision.slice(0, 7);
  return [`run ${view.created?.number ?? ''}`, ref, commit, executor]
    .filter((x) => x !== undefined && x !== '')
    .join(' · ');
}
