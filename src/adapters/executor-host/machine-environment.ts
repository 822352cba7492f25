import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * What steps get of the user's own environment: where programs are and how this machine speaks and reaches the network.
 * Nothing else: a token of the user's shell is no part of a job.
 */
const passed: readonly RegExp[] = [
  /^(?:LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|TMPDIR|USER|LOGNAME)$/,
  /^(?:https?|ftp|all|no)_proxy$/i,
  /^(?:SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|GIT_SSL_CAINFO)$/,
  /^(?:JAVA_HOME|ANDROID_HOME|ANDROID_SDK_ROOT|DEVELOPER_DIR|SDKROOT|GOROOT|NIX_PATH|NIX_SSL_CERT_FILE|DOCKER_HOST)$/,
];

/** Where version managers keep what their programs on PATH start: found by HOME, which is another one inside a job. */
const managers: Readonly<Record<string, string>> = {
  RUSTUP_HOME: '.rustup',
  PYENV_ROOT: '.pyenv',
  RBENV_ROOT: '.rbenv',
  NODENV_ROOT: '.nodenv',
  GOENV_ROOT: '.goenv',
  ASDF_DATA_DIR: '.asdf',
  VOLTA_HOME: '.volta',
  MISE_DATA_DIR: '.local/share/mise',
};

const fallbackPath = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';

export function machineEnvironment(
  variables: NodeJS.ProcessEnv,
  home: string = homedir(),
): Readonly<Record<string, string>> {
  const found: Record<string, string> = { PATH: variables['PATH'] || fallbackPath };
  for (const [name, folder] of Object.entries(managers)) {
    const value = variables[name] ?? join(home, folder);
    if (existsSync(value)) found[name] = value;
  }
  for (const [name, value] of Object.entries(variables))
    if (value !== undefined && passed.some((pattern) => pattern.test(name)) && !holdsPassword(name, value))
      found[name] = value;
  return found;
}

/** A proxy's address may hold a password, which nobody would mask. */
function holdsPassword(name: string, value: string): boolean {
  return /_proxy$/i.test(name) && value.includes('@');
}
