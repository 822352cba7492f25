/** What starts a pipeline. Exactly one of `branch` and `tag` is given (PVL-03). */
export interface Trigger {
  readonly kind: 'push' | 'pull-request' | 'api' | 'schedule';
  readonly branch?: string;
  readonly tag?: string;
  /** For `schedule`: the workflow whose cron fired. */
  readonly schedule?: { readonly workflow: string };
}
