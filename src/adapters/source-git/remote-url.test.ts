import { expect, it } from 'vitest';
import { repositoryName, withoutCredentials } from './remote-url.ts';

it.each([
  ['git@github.com:acme/shop.git', 'acme', 'shop'],
  ['git@github.com:acme/shop', 'acme', 'shop'],
  ['github.com:acme/shop.git', 'acme', 'shop'],
  ['https://github.com/acme/shop.git', 'acme', 'shop'],
  ['https://kim:token@github.com/acme/shop', 'acme', 'shop'],
  ['https://github.com/acme/shop.git/', 'acme', 'shop'],
  ['ssh://git@git.example.org:2222/acme/shop.git', 'acme', 'shop'],
  ['git+ssh://git@host/acme/shop.js.git', 'acme', 'shop.js'],
  ['https://gitlab.com/group/sub/shop.git', 'group/sub', 'shop'],
  ['/srv/git/shop.git', '', 'shop'],
  ['../shop', '', 'shop'],
  ['file:///srv/git/shop.git', '', 'shop'],
  ['C:\\git\\shop', '', 'shop'],
  ['', '', ''],
])('reads %s', (url, owner, name) => {
  expect(repositoryName(url)).toEqual({ owner, name });
});

it.each([
  ['https://kim:token@github.com/acme/shop', 'https://github.com/acme/shop'],
  ['https://token@github.com/acme/shop', 'https://github.com/acme/shop'],
  ['ssh://git:secret@host/acme/shop', 'ssh://git@host/acme/shop'],
  ['ssh://git@host/acme/shop', 'ssh://git@host/acme/shop'],
  ['git@github.com:acme/shop.git', 'git@github.com:acme/shop.git'],
  ['https://github.com/acme/a@b', 'https://github.com/acme/a@b'],
  ['/srv/a@b', '/srv/a@b'],
])('takes the credentials out of %s', (url, clean) => {
  expect(withoutCredentials(url)).toBe(clean);
});
