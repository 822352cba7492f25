import { formatDuration } from '../../base/duration.ts';

/** Between two RFC 3339 times, or up to `now` (ms) for what has not stopped. Empty where nothing has started. */
export function durationBetween(
  startedAt: string | undefined,
  stoppedAt: string | undefined,
  nowMs?: number,
): string {
  const ms = msBetween(startedAt, stoppedAt, nowMs);
  return ms === undefined ? '' : formatDuration(ms);
}

export function msBetween(
  startedAt: string | undefined,
  stoppedAt: string | undefined,
  nowMs?: number,
): number | undefined {
  if (startedAt === undefined) return undefined;
  const end = stoppedAt === undefined ? nowMs : Date.parse(stoppedAt);
  return end === undefined ? undefined : Math.max(0, end - Date.parse(startedAt));
}

/** `812 B`, `4.2 kB`, `81 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}
