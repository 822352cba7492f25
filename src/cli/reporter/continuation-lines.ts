import type { RunView } from '../../run/view.ts';
import type { Style } from '../style.ts';
import { findJob } from './all-jobs.ts';
import { isFailure, statusMark } from './status-mark.ts';

/** What there is to say of how a setup phase went on; nothing where its workflows show it. */
export function continuationLines(view: RunView, style: Style): readonly string[] {
  const { created, continuation, workflows } = view;
  if (created?.setup !== true) return [];
  if (continuation === undefined) {
    const isOver = view.finishedAt !== undefined && !isFailure(view.status);
    return isOver ? ['', style.dim('No job continued this pipeline: that was all of it (setup: true).')] : [];
  }
  const job = findJob(view, continuation.job)?.name ?? continuation.job;
  if (continuation.status === 'failed')
    return ['', `${statusMark('failed', style)} The config that ${job} continued with has errors.`];
  return workflows.length > continuation.before
    ? []
    : ['', style.dim(`The config that ${job} continued with runs nothing here.`)];
}
