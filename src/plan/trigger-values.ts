import type { PlainValue } from '../language/index.ts';
import type { Trigger } from './trigger.ts';

/** Pipeline values by name without `pipeline.`. */
export type PipelineValues = Readonly<Record<string, PlainValue>>;

/**
 * The pipeline values of a trigger: what is given, but the trigger alone says branch and tag (PVL-03), and it says how
 * it came about where nothing was given (PVL-01).
 */
export function triggerValues(trigger: Trigger, given: PipelineValues): PipelineValues {
  const { 'git.branch': _, 'git.tag': __, ...rest } = given;
  return {
    trigger_source: triggerSource(trigger),
    'event.name': eventNames[trigger.kind],
    ...rest,
    ...(trigger.branch !== undefined && { 'git.branch': trigger.branch }),
    ...(trigger.tag !== undefined && { 'git.tag': trigger.tag }),
  };
}

const eventNames: Readonly<Record<Trigger['kind'], string>> = {
  push: 'push',
  'pull-request': 'pull_request',
  api: 'api',
  schedule: 'schedule',
};

/** `schedule` is a workflow's own cron, `scheduled_pipeline` a schedule trigger of the project (WFL-78). */
function triggerSource(trigger: Trigger): string {
  if (trigger.kind === 'api') return 'api';
  if (trigger.kind !== 'schedule') return 'webhook';
  return trigger.schedule === undefined ? 'scheduled_pipeline' : 'schedule';
}
