import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { OrreryError } from '../../base/error.ts';
import { makeLocalFolder } from '../../machine/local-folder.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
import { readEnvFile, withVariable, withoutVariable } from './env-file.ts';
import { contextFile, contextNamesIn, readSecretFile, writeSecretFile } from './secret-files.ts';
import { sshKeysIn } from './ssh-keys.ts';

export interface SecretFolders {
  /** `.orrery/local` of the project: `contexts/NAME.env`, `project.env`, `ssh-keys/`. */
  readonly project: string;
  /** `$XDG_CONFIG_HOME/orrery`: `contexts/NAME.env` and `ssh-keys/` for all projects of this user. */
  readonly user: string;
}

/**
 * Secrets in plain files that only their owner may read. A context may stand in both folders: it has the variables of
 * both then, and the project's value where both have one. What is set goes to the project; what is removed goes from
 * both, so that it is gone. `warn` hears once of each file that others may read.
 */
export function fileSecretStore(folders: SecretFolders, warn: (message: string) => void): SecretStore {
  const projectFile = join(folders.project, 'project.env');
  const told = new Set<string>();
  const warnOnce = (message: string): void => {
    if (!told.has(message)) warn(message);
    told.add(message);
  };
  const textOf = (file: string): string | undefined => readSecretFile(file, warnOnce);
  const variablesOf = (file: string): ReadonlyMap<string, string> | undefined => {
    const text = textOf(file);
    return text === undefined ? undefined : readEnvFile(text, file);
  };
  const filesOf = (name: string): readonly string[] => [
    contextFile(folders.user, name),
    contextFile(folders.project, name),
  ];
  const set = (file: string, key: string, value: string): void => {
    makeLocalFolder(folders.project);
    writeSecretFile(file, withVariable(textOf(file) ?? '', key, value));
  };
  const remove = (file: string, key: string): boolean => {
    const left = withoutVariable(textOf(file) ?? '', key);
    if (left !== undefined) writeSecretFile(file, left);
    return left !== undefined;
  };
  const removeFile = (file: string): boolean => {
    const isThere = textOf(file) !== undefined;
    rmSync(file, { force: true });
    return isThere;
  };

  return {
    async context(name) {
      const found = filesOf(name).flatMap((file) => variablesOf(file) ?? []);
      return found.length === 0 ? undefined : new Map(found.flatMap((variables) => [...variables]));
    },
    async contextNames() {
      const names = [folders.user, folders.project].flatMap(contextNamesIn);
      return [...new Set(names)].toSorted();
    },
    async setContext(name, key, value) {
      checkName(name);
      set(contextFile(folders.project, name), key, value);
    },
    async removeContext(name, key) {
      const gone = filesOf(name).map((file) => (key === undefined ? removeFile(file) : remove(file, key)));
      return gone.includes(true);
    },
    project: async () => variablesOf(projectFile) ?? new Map(),
    setProject: async (key, value) => set(projectFile, key, value),
    removeProject: async (key) => remove(projectFile, key),
    sshKeys: async (fingerprints) =>
      sshKeysIn([join(folders.project, 'ssh-keys'), join(folders.user, 'ssh-keys')], fingerprints, warnOnce),
  };
}

function checkName(name: string): void {
  if (name === '' || Buffer.byteLength(name) > 200)
    throw new OrreryError('arguments/invalid', 'the name of a context has 1 to 200 characters', {
      fault: 'user',
    });
}
