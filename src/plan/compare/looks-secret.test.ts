import { expect, it } from 'vitest';
import { looksSecret } from './looks-secret.ts';

it.each([
  ['NPM_TOKEN', 'x'],
  ['db_password', 'x'],
  ['AWS_SECRET_ACCESS_KEY', 'x'],
  ['KEY2', 'x'],
  ['PLAIN', 'ghp_abc'],
  ['URL', 'postgres://kim:pw@db:5432/shop'],
  ['PEM', '-----BEGIN RSA PRIVATE KEY-----\nabc'],
  ['PLAIN', 'aB3dE6gH9jK2mN5pQ8sT'],
])('%s: %s', (name, value) => expect(looksSecret(name, value)).toBe(true));

it.each([
  ['KEYBOARD', 'us'],
  ['MONKEY', 'yes'],
  ['PATH', '/usr/local/bin:/usr/bin'],
  ['URL', 'https://example.org/a/b?c=D1'],
  ['REVISION', '5f3e1a2b5f3e1a2b5f3e1a2b5f3e1a2b5f3e1a2b'],
  ['NODE_OPTIONS', '--max-old-space-size=4096'],
  ['FILE', 'src/Some/Long/File/Name1.ts'],
])('not %s: %s', (name, value) => expect(looksSecret(name, value)).toBe(false));
