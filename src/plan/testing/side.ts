import { compile } from '../../language/index.ts';
import type { Side } from '../compare/comparison.ts';
import { planPipeline } from '../plan-pipeline.ts';
import type { Trigger } from '../trigger.ts';
import { triggerValues } from '../trigger-values.ts';

/** A config of version 2.1 compiled and planned, by default for a push of `main`. */
export async function sideOf(config: string | object, trigger: Trigger = push('main')): Promise<Side> {
  const text = typeof config === 'string' ? `version: 2.1\n${config}` : JSON.stringify(config);
  const values = triggerValues(trigger, {});
  const orbs = { fetch: () => Promise.resolve(undefined) };
  const { value, diagnostics } = await compile(text, { path: 'config.yml', parameters: {}, values, orbs });
  if (value === undefined) throw new Error(diagnostics.map((d) => d.message).join('\n'));
  return { config: value.config, plan: planPipeline(value.config, trigger, values) };
}

export function push(branch: string): Trigger {
  return { kind: 'push', branch };
}
