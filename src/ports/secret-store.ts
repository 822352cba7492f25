/** Contexts and the project's environment variables. Values never leave it but into a job's environment. */
export interface SecretStore {
  /** Variables of a context; undefined when there is no context of that name. */
  context(name: string): Promise<ReadonlyMap<string, string> | undefined>;
  contextNames(): Promise<readonly string[]>;
  setContext(name: string, key: string, value: string): Promise<void>;
  /** True when it was there. Without `key` the whole context goes. */
  removeContext(name: string, key?: string): Promise<boolean>;
  project(): Promise<ReadonlyMap<string, string>>;
  setProject(key: string, value: string): Promise<void>;
  removeProject(key: string): Promise<boolean>;
  /** The private key for a fingerprint (MD5 or SHA256), or all additional keys when none is given: `add_ssh_keys`. */
  sshKeys(fingerprints: readonly string[]): Promise<readonly SshKey[]>;
}

export interface SshKey {
  readonly fingerprint: string;
  readonly privateKey: string;
  /** Host it is for; empty for any. */
  readonly host: string;
}
