/** Words of a variable's name that promise a secret. */
const names =
  /(?:^|_)(?:TOKEN|SECRETS?|PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|CREDENTIALS?|AUTH|PRIVATE|APIKEY|KEYS?|PAT|DSN)(?:_|$|\d)/i;

/** How well-known tokens and keys begin, and URLs with a password in them. */
const forms =
  /^(?:ghp_|gho_|ghs_|github_pat_|glpat-|xox[abprs]-|sk-|sk_live_|rk_live_|AKIA|ASIA|AIza|npm_|eyJ[\w-]+\.|CCIPAT_)|-----BEGIN [A-Z ]*PRIVATE KEY|^[a-z][\w+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/;

/** Whether a variable's value had better not be shown: too often rather than too seldom. */
export function looksSecret(name: string, value: string): boolean {
  return names.test(name) || forms.test(value) || isRandom(value);
}

/** One long word of letters and digits in both cases, as keys are made; hashes of commits and images are no secrets. */
function isRandom(value: string): boolean {
  return (
    /^[\w+/=.-]{20,}$/.test(value) &&
    /[0-9]/.test(value) &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value) &&
    !/^[/.~]|\//.test(value)
  );
}
