import { expect, it } from 'vitest';
import { homeIn } from './home-of-user.ts';

const passwd = 'root:x:0:0:root:/root:/bin/sh\nkim:x:1000:1000::/home/kim:/bin/sh\n';

it.each([
  ['', '/root'],
  ['0:0', '/root'],
  ['kim', '/home/kim'],
  ['kim:staff', '/home/kim'],
  ['1000', '/home/kim'],
  ['4321', '/'],
])('of %j', (user, home) => {
  expect(homeIn(passwd, user)).toBe(home);
});
