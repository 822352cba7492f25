import type { ExecutionView, StepView, ViewStatus } from '../../run/view.ts';
import type { JobPhase } from '../../run/state.ts';
import type { Style } from '../style.ts';

type AnyStatus = JobPhase | ViewStatus | StepView['status'] | ExecutionView['status'];

/** One cell that stands for a status. */
export function statusMark(status: AnyStatus, style: Style): string {
  switch (status) {
    case 'success':
      return style.green('✓');
    case 'failed':
    case 'timedout':
    case 'infrastructure_fail':
    case 'unauthorized':
      return style.red('✗');
    case 'on_hold':
      return style.yellow('⏸');
    case 'running':
      return style.blue('●');
    case 'canceled':
      return style.yellow('⊘');
    default:
      return style.dim('○');
  }
}

/** A status in words, as a sentence's end. */
export function statusWord(status: AnyStatus): string {
  switch (status) {
    case 'not_run':
      return 'not run';
    case 'on_hold':
      return 'needs approval';
    case 'timedout':
      return 'timed out';
    case 'infrastructure_fail':
      return 'could not run';
    default:
      return status;
  }
}

export function isFailure(status: AnyStatus): boolean {
  return (
    status === 'failed' ||
    status === 'timedout' ||
    status === 'infrastructure_fail' ||
    status === 'unauthorized'
  );
}
