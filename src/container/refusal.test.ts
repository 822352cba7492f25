import { expect, it } from 'vitest';
import { refusal, refusalOf, refusalStatus, unreachable } from './refusal.ts';

it.each([
  ['{"message":"No such image: x\\n"}', 'No such image: x'],
  ['plain text', 'plain text'],
  ['', 'no reason given'],
  ['{"other":1}', '{"other":1}'],
])('reads the reason in %j', (body, reason) => {
  const error = refusal(404, body);
  expect(error).toMatchObject({
    code: 'executor/failed',
    message: `the container engine refused: ${reason}`,
  });
  expect(refusalStatus(error)).toBe(404);
  expect(refusalOf(error)?.message).toBe(reason);
});

it('is no refusal when the engine never answered', () => {
  expect(refusalStatus(unreachable('unix:///x', { code: 'ENOENT' }))).toBeUndefined();
  expect(refusalStatus(new Error('x'))).toBeUndefined();
});

it.each([
  ['ENOENT', 'no such socket', 'systemctl start docker'],
  ['ECONNREFUSED', 'refused', 'systemctl start docker'],
  ['EACCES', 'permission denied', 'usermod -aG docker'],
  ['ENOTFOUND', 'host is unknown', 'DOCKER_HOST'],
])('says what %s means and what to do', (code, what, hint) => {
  expect(unreachable('unix:///x', { code })).toMatchObject({
    code: 'executor/unavailable',
    message: expect.stringContaining(what) as string,
    hint: expect.stringContaining(hint) as string,
  });
});
