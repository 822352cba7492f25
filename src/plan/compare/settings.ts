import type { EnvironmentEntry } from '../../language/index.ts';
import type { SettingChange } from './comparison.ts';
import { looksSecret } from './looks-secret.ts';

/** What a setting can be; undefined: it is not there. A list is shown as one value, for its order may count. */
type Value = string | number | boolean | readonly string[] | undefined;

export function valueChange(key: string, before: Value, after: Value): readonly SettingChange[] {
  const [old, now] = [shown(before), shown(after)];
  return old === now ? [] : [{ kind: 'value', key, before: old, after: now }];
}

function shown(value: Value): string | null {
  if (value === undefined) return null;
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** A list whose order does not count. */
export function listChange(
  key: string,
  before: readonly string[],
  after: readonly string[],
): readonly SettingChange[] {
  const added = after.filter((x) => !before.includes(x));
  const removed = before.filter((x) => !after.includes(x));
  return added.length + removed.length === 0 ? [] : [{ kind: 'list', key, added, removed }];
}

export function hiddenChange(
  key: string,
  before: string | undefined,
  after: string | undefined,
): readonly SettingChange[] {
  if (before === after) return [];
  return [{ kind: 'hidden', key, before: before !== undefined, after: after !== undefined }];
}

/** Variable by variable, `prefix.NAME`. */
export function environmentChanges(
  before: readonly EnvironmentEntry[],
  after: readonly EnvironmentEntry[],
  prefix = 'environment',
): readonly SettingChange[] {
  const [old, now] = [before, after].map((list) => new Map(list.map((e) => [e.name, e.value])));
  const names = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...names].flatMap((name) => {
    const [was, is] = [old?.get(name), now?.get(name)];
    const isSecret = [was, is].some((value) => value !== undefined && looksSecret(name, value));
    return (isSecret ? hiddenChange : valueChange)(`${prefix}.${name}`, was, is);
  });
}
