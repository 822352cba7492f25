import type { ConditionMap, ConditionValue } from '../expr/condition.ts';

/** A condition with its values filled in, on one line: `and: [equal: ["main", "dev"], true]`. */
export function showCondition(value: ConditionValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${(value as readonly ConditionValue[]).map(showCondition).join(', ')}]`;
  if ('opaque' in value) return 'text' in value ? JSON.stringify(value.text) : 'steps';
  return (value as ConditionMap).entries.map(([key, inner]) => `${key}: ${showCondition(inner)}`).join(', ');
}
