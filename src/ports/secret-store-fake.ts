import type { SecretStore, SshKey } from './secret-store.ts';

export interface FakeSecrets {
  readonly contexts?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly project?: Readonly<Record<string, string>>;
  readonly sshKeys?: readonly SshKey[];
}

/** Secrets in memory. */
export function memorySecretStore(secrets: FakeSecrets = {}): SecretStore {
  const contexts = new Map(
    Object.entries(secrets.contexts ?? {}).map(([name, keys]) => [name, new Map(Object.entries(keys))]),
  );
  const project = new Map(Object.entries(secrets.project ?? {}));
  const keys = secrets.sshKeys ?? [];
  return {
    context: async (name) => contexts.get(name),
    contextNames: async () => [...contexts.keys()],
    async setContext(name, key, value) {
      const context = contexts.get(name) ?? new Map<string, string>();
      contexts.set(name, context.set(key, value));
    },
    async removeContext(name, key) {
      return key === undefined ? contexts.delete(name) : (contexts.get(name)?.delete(key) ?? false);
    },
    project: async () => project,
    async setProject(key, value) {
      project.set(key, value);
    },
    removeProject: async (key) => project.delete(key),
    sshKeys: async (fingerprints) =>
      fingerprints.length === 0 ? keys : keys.filter((key) => fingerprints.includes(key.fingerprint)),
  };
}
