import { expect, it } from 'vitest';
import { OrreryError } from '../../base/error.ts';
import { pickVersion } from '../../language/index.ts';
import type { OrbSource } from '../../ports/orb-source.ts';
import { firstOrbSource } from './first-orb-source.ts';

function holding(...versions: readonly string[]): OrbSource {
  return {
    async fetch({ name, version }) {
      const found = name === 'tool' ? pickVersion(version, versions) : undefined;
      return found === undefined ? undefined : { version: found, yaml: versions.join() };
    },
    list: async () => versions.map((version) => ({ namespace: 'acme', name: 'tool', version })),
  };
}

function failing(code: 'orb-source/unreachable' | 'orb-source/failed'): OrbSource {
  return { fetch: () => Promise.reject(new OrreryError(code, 'no', { fault: 'environment' })) };
}

const tool = (version: string) => ({ namespace: 'acme', name: 'tool', version });

it('asks its sources in their order', async () => {
  const both = firstOrbSource([holding('1.0.0'), holding('1.2.0', '2.0.1')]);
  expect((await both.fetch(tool('1')))?.version).toBe('1.0.0');
  expect((await both.fetch(tool('2')))?.version).toBe('2.0.1');
  expect(await both.fetch(tool('3'))).toBeUndefined();
});

it('passes over one that cannot be reached, where another has the orb', async () => {
  const all = firstOrbSource([failing('orb-source/unreachable'), holding('1.0.0')]);
  expect((await all.fetch(tool('1')))?.version).toBe('1.0.0');
  await expect(all.fetch(tool('2'))).rejects.toMatchObject({ code: 'orb-source/unreachable' });
  await expect(
    firstOrbSource([failing('orb-source/failed'), holding('1.0.0')]).fetch(tool('1')),
  ).rejects.toMatchObject({ code: 'orb-source/failed' });
});

it('explains by the versions at hand, or a name that is near', async () => {
  const all = firstOrbSource([holding('2.0.1'), holding('1.2.0')]);
  expect(await all.explain?.(tool('3.0.0'))).toEqual({
    kind: 'not-found',
    message: 'There is no orb acme/tool@3.0.0.',
    hint: 'At hand: 1.2.0, 2.0.1.',
  });
  expect((await all.explain?.({ ...tool('1'), name: 'tol' }))?.hint).toBe('Did you mean acme/tool?');
  expect((await all.explain?.({ ...tool('1'), name: 'other' }))?.hint).toBe(
    'Check namespace, name and version.',
  );
});

it('takes the word of a source that knows more', async () => {
  const knowing: OrbSource = {
    ...holding(),
    explain: async () => ({ kind: 'not-found', message: 'The registry has none.', hint: 'Ask.' }),
  };
  expect(await firstOrbSource([holding('1.2.0'), knowing]).explain?.(tool('9.0.0'))).toEqual({
    kind: 'not-found',
    message: 'The registry has none.',
    hint: 'At hand: 1.2.0. Ask.',
  });
});

it('has URLs where one of its sources has', async () => {
  expect(firstOrbSource([holding()]).fetchUrl).toBeUndefined();
  const byUrl: OrbSource = { ...holding(), fetchUrl: async (url) => ({ kind: 'orb', yaml: url }) };
  expect(await firstOrbSource([holding(), byUrl]).fetchUrl?.('u')).toEqual({ kind: 'orb', yaml: 'u' });
});
