import type { ShellFailure, ShellStart } from './shell-process.ts';

/** What a process asks of its spawner: the start of a shell that writes to a named pipe, whose reader is there. */
export interface StartRequest {
  readonly id: number;
  readonly start: ShellStart;
  readonly pipe: string;
}

/** What a spawner tells: once how each start went (`pid` null: it did not), once how the shell ended. */
export type SpawnerReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'started'; readonly id: number; readonly pid: number | null }
  | { readonly kind: 'ended'; readonly id: number; readonly exit: number | ShellFailure };
