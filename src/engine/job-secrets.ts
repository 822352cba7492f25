import type { SecretStore, SshKey } from '../ports/secret-store.ts';

/** What a job may know that its log may not show. */
export interface JobSecrets {
  readonly project: ReadonlyMap<string, string>;
  readonly contexts: readonly ReadonlyMap<string, string>[];
  /** For its `add_ssh_keys` steps. */
  readonly sshKeys: readonly SshKey[];
}

export type JobSecretsResult =
  | { readonly kind: 'secrets'; readonly secrets: JobSecrets }
  | { readonly kind: 'unknown-context'; readonly name: string; readonly known: readonly string[] };

/** Reads secrets once a run: each context and the project's variables. */
export function secretReader(store: SecretStore) {
  let project: Promise<ReadonlyMap<string, string>> | undefined;
  const contexts = new Map<string, Promise<ReadonlyMap<string, string> | undefined>>();
  const context = async (name: string): Promise<ReadonlyMap<string, string> | undefined> => {
    let found = contexts.get(name);
    if (found === undefined) contexts.set(name, (found = store.context(name)));
    return found;
  };

  return async (names: readonly string[], usesSshKeys: boolean): Promise<JobSecretsResult> => {
    const found = await Promise.all(names.map(context));
    const missing = found.indexOf(undefined);
    if (missing !== -1)
      return { kind: 'unknown-context', name: names[missing] ?? '', known: await store.contextNames() };
    const secrets: JobSecrets = {
      project: await (project ??= store.project()),
      contexts: found.filter((variables) => variables !== undefined),
      sshKeys: usesSshKeys ? await store.sshKeys([]) : [],
    };
    return { kind: 'secrets', secrets };
  };
}

/** The values that ENV-05 hides. */
export function secretValues(secrets: JobSecrets): readonly string[] {
  const variables = [secrets.project, ...secrets.contexts].flatMap((values) => [...values.values()]);
  return [...variables, ...secrets.sshKeys.map((key) => key.privateKey)];
}

/** WFL-57; the reason that the job shows. */
export function unknownContext(name: string, known: readonly string[]): string {
  const others =
    known.length === 0 ? 'there are no contexts here' : `there are ${known.toSorted().join(', ')}`;
  return `no context "${name}" on this machine (${others}); create it: orrery context set ${name} KEY`;
}
