import type { EnvironmentEntry } from '../language/index.ts';

export type Variables = Readonly<Record<string, string>>;

/** Where the variables of a job come from, each on top of those before it. */
export interface EnvironmentLayers {
  readonly project: ReadonlyMap<string, string>;
  /** In the order in which the workflow lists them: a later one wins (WFL-55). */
  readonly contexts: readonly ReadonlyMap<string, string>[];
  /** `-e` and `--env-file` */
  readonly options: Variables;
  readonly builtIns: Variables;
  /** Of the primary image's entry (EXE-10). */
  readonly image: readonly EnvironmentEntry[];
  /** Of the executor, then of the job (EXE-04). */
  readonly job: readonly EnvironmentEntry[];
}

/** ENV-01; a step's own variables come on top, and what its shell assigns on top of these. Values are literal (ENV-02). */
export function jobEnvironment(layers: EnvironmentLayers): Variables {
  return {
    ...Object.fromEntries(layers.project),
    ...contextVariables(layers.contexts),
    ...layers.options,
    ...layers.builtIns,
    ...entryVariables(layers.image),
    ...entryVariables(layers.job),
  };
}

function contextVariables(contexts: readonly ReadonlyMap<string, string>[]): Variables {
  return Object.assign({}, ...contexts.map((context) => Object.fromEntries(context))) as Variables;
}

/** A later entry of a name wins (GT-J2). */
export function entryVariables(entries: readonly EnvironmentEntry[]): Variables {
  return Object.fromEntries(entries.map(({ name, value }) => [name, value]));
}

/** What `auth` of an image may name (EXE-11, ENV-12). */
export function interpolationVariables(
  layers: Pick<EnvironmentLayers, 'project' | 'contexts' | 'options'>,
): Variables {
  return {
    ...Object.fromEntries(layers.project),
    ...contextVariables(layers.contexts),
    ...layers.options,
  };
}

/** The log of the step "Preparing environment variables": names of secrets, never their values. */
export function describeEnvironment(
  environment: Variables,
  secret: ReadonlySet<string>,
  bashEnv: string,
): string {
  const shown = Object.entries({ BASH_ENV: bashEnv, ...environment }).toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const plain = shown.filter(([name]) => !secret.has(name)).map(([name, value]) => `  ${name}=${value}\n`);
  const hidden = shown.filter(([name]) => secret.has(name)).map(([name]) => `  ${name}=**REDACTED**\n`);
  const secrets =
    hidden.length === 0
      ? 'No environment variables from project settings or contexts.\n'
      : `Using environment variables from project settings and/or contexts:\n${hidden.join('')}`;
  return `Using build environment variables:\n${plain.join('')}${secrets}`;
}
