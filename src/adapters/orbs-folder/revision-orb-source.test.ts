import { expect, it } from 'vitest';
import { memorySourceTree } from '../../ports/source-tree-fake.ts';
import { revisionOrbSource } from './revision-orb-source.ts';

const source = memorySourceTree({
  '.circleci/orbs/acme/tool@1.2.0.yml': 'description: 1.2.0',
  '.circleci/orbs/acme/tool@1.10.0.yml': 'description: 1.10.0',
  '.circleci/orbs/acme/tools@1.11.0.yml': '',
  '.circleci/orbs/acme/old/tool@1.12.0.yml': '',
});

it.each([
  ['1', '1.10.0'],
  ['1.2.0', '1.2.0'],
  ['2', undefined],
])('finds %s as %s', async (version, found) => {
  const orbs = revisionOrbSource(source, 'HEAD', '.circleci/orbs');
  const orb = await orbs.fetch({ namespace: 'acme', name: 'tool', version });
  expect(orb).toEqual(found && { version: found, yaml: `description: ${found}` });
});
