import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkoutConfig, type ConfigEntry, readConfigList } from './git-config.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-gitconfig-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const back = (text: string): readonly ConfigEntry[] => {
  writeFileSync(join(root, 'config'), text);
  return readConfigList(
    execFileSync('git', ['config', '-f', join(root, 'config'), '--list', '-z'], { encoding: 'utf8' }),
  );
};

it('keeps what the checkout needs, as git reads it back', () => {
  const entries: readonly ConfigEntry[] = [
    ['core.filemode', 'true'],
    ['core.ignorecase', undefined],
    ['core.sparsecheckout', 'true'],
    ['remote.a "b\\.c.url', 'git@github.com:acme/shop.git'],
    ['remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'],
    ['branch.feature/#1; x.merge', 'refs/heads/feature/#1; x'],
    ['submodule.lib.url', ' ../lib\twith "odd"\nname\\ '],
    ['extensions.objectformat', 'sha256'],
  ];
  expect(back(checkoutConfig(entries, true))).toEqual([['core.bare', 'false'], ...entries]);
  expect(back(checkoutConfig(entries, false))).not.toContainEqual(['core.sparsecheckout', 'true']);
});

it("leaves out what is the user's", () => {
  const text = checkoutConfig(
    [
      ['http.https://github.com/.extraheader', 'AUTHORIZATION: basic c2VjcmV0'],
      ['credential.helper', 'store'],
      ['url.https://kim:secret@github.com/.insteadof', 'gh:'],
      ['core.worktree', '/home/kim/shop'],
      ['core.hookspath', '/home/kim/hooks'],
      ['core.sshcommand', 'ssh -i secret'],
      ['user.email', 'secret@example.org'],
      ['remote.origin.proxy', 'http://kim:secret@proxy'],
      ['extensions.worktreeconfig', 'true'],
      ['remote.origin.url', 'https://kim:secret@github.com/acme/shop'],
    ],
    true,
  );
  expect(text).not.toMatch(/secret|c2VjcmV0|kim|worktree/);
  expect(back(text)).toContainEqual(['remote.origin.url', 'https://github.com/acme/shop']);
});
