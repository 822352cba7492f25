import { expect, it } from 'vitest';
import { findings } from '../source/diagnostic.ts';
import { fileId } from '../source/span.ts';
import { readYaml } from '../tree/read-yaml.ts';
import { readConfig } from '../config/read-config.ts';
import type { OrbRequest } from './orb-source.ts';
import { resolveOrbs } from './resolve-orbs.ts';

const sources: Readonly<Record<string, string>> = {
  'acme/a@1.2.0': 'version: 2.1\norbs: {c: acme/c@2}\ncommands: {go: {steps: [checkout]}}\n',
  'acme/b@1.0.0': 'version: 2.1\norbs: {sea: acme/c@2}\n',
  'acme/c@2.5.0': 'version: 2.1\ncommands: {x: 5}\n',
  'acme/c@1.0.0': 'version: 2.1\ncommands: {old: {steps: []}}\n',
};

const urls: Readonly<Record<string, string>> = {
  'https://example.org/kit.yml': 'version: 2.1\norbs: {c: acme/c@2}\ncommands: {go: {steps: []}}\n',
};

async function resolve(orbs: string) {
  const { report, all } = findings();
  const requests: string[] = [];
  const tree = readYaml({ id: fileId('c'), text: `version: 2.1\norbs: ${orbs}\n` }, report);
  const config = tree && readConfig(tree, report);
  const fetch = async ({ namespace, name, version }: OrbRequest) => {
    requests.push(`${namespace}/${name}@${version}`);
    const found = Object.keys(sources).find((k) => k.startsWith(`${namespace}/${name}@${version}`));
    return found === undefined
      ? undefined
      : { version: found.split('@')[1] ?? '', yaml: sources[found] ?? '' };
  };
  const resolved = await resolveOrbs(config?.orbs ?? [], {
    source: {
      fetch,
      fetchUrl: async (url) =>
        urls[url] === undefined
          ? { kind: 'not-allowed', message: `${url} is not allowed.`, hint: 'Allow it.' }
          : { kind: 'orb', yaml: urls[url] },
      explain: async ({ name, version }) =>
        version === '9' ? { kind: 'not-found', message: `No ${name} 9.`, hint: 'Take 1.' } : undefined,
    },
    report,
    renderReference: (node) => (node.kind === 'scalar' ? String(node.value) : undefined),
  });
  return { ...resolved, requests, messages: all.map((d) => d.message) };
}

it('fetches each reference once, with what orbs refer to themselves', async () => {
  const { requests, header, links, files, messages } = await resolve(
    '{a: acme/a@1, b: acme/b@1.0.0, again: acme/a@1}',
  );
  expect(requests).toEqual(['acme/a@1', 'acme/b@1.0.0', 'acme/c@2']);
  expect(header).toEqual([
    { requested: 'acme/a@1', resolved: 'acme/a@1.2.0' },
    { requested: 'acme/b@1.0.0', resolved: 'acme/b@1.0.0' },
    { requested: 'acme/a@1', resolved: 'acme/a@1.2.0' },
  ]);
  expect(files.map((f) => f.id)).toEqual(['orb:acme/a@1.2.0', 'orb:acme/b@1.0.0', 'orb:acme/c@2.5.0']);
  expect(messages).toEqual([]);
  const c = links.get('a')?.namespace?.orbs.get('c')?.namespace;
  expect(c?.what).toBe('the orb acme/c@2.5.0');
  expect(links.get('b')?.namespace?.orbs.get('sea')?.namespace).toBe(c);
});

it('reads definitions of a fetched orb when they are used', async () => {
  const { links, messages } = await resolve('{c: acme/c@2}');
  const c = links.get('c')?.namespace;
  expect(messages).toEqual([]);
  expect(c?.definitions.commands.find('x')).toBeUndefined();
  expect(c?.takeFindings().map((d) => d.message)).toEqual([
    'The command "x" needs a map, found the integer 5.',
  ]);
  expect(c?.takeFindings()).toEqual([]);
});

it('reads inline orbs, and fetches what they refer to', async () => {
  const { links, header, requests } = await resolve(
    '{local: {orbs: {a: acme/a@1.2.0}, commands: {go: {steps: []}}}}',
  );
  expect(requests).toEqual(['acme/a@1.2.0', 'acme/c@2']);
  expect(header.map((h) => h.requested)).toEqual(['acme/a@1.2.0']);
  expect([...(links.get('local')?.namespace?.definitions.commands.names ?? [])]).toEqual(['go']);
});

it('goes on past an orb that is not there', async () => {
  const { links, messages } = await resolve('{gone: acme/gone@1, b: acme/b@1.0.0}');
  expect(messages).toEqual(['There is no orb acme/gone@1.']);
  expect(links.get('gone')).toMatchObject({ namespace: undefined });
  expect(links.get('b')?.namespace).toBeDefined();
});

it('keeps two versions of one orb apart', async () => {
  const { links, header } = await resolve('{a: acme/a@1, c: acme/c@1}');
  expect([...(links.get('c')?.namespace?.definitions.commands.names ?? [])]).toEqual(['old']);
  expect(links.get('a')?.namespace?.orbs.get('c')?.namespace?.what).toBe('the orb acme/c@2.5.0');
  expect(header.map((h) => h.resolved)).toEqual(['acme/a@1.2.0', 'acme/c@1.0.0']);
});

it('takes orbs from URLs, and what they refer to; the header has the URL on both sides', async () => {
  const { links, header, files, messages } = await resolve(
    '{k: "https://example.org/kit.yml", n: "https://example.org/no.yml"}',
  );
  expect(links.get('k')?.namespace?.orbs.get('c')?.namespace?.what).toBe('the orb acme/c@2.5.0');
  expect(header).toEqual([
    { requested: 'https://example.org/kit.yml', resolved: 'https://example.org/kit.yml' },
  ]);
  expect(files.map((f) => f.id)).toEqual(['orb:https://example.org/kit.yml', 'orb:acme/c@2.5.0']);
  expect(messages).toEqual(['https://example.org/no.yml is not allowed.']);
});

it('tells why there is no orb as its source says it', async () => {
  expect((await resolve('{a: acme/a@9, b: acme/nothing@8}')).messages).toEqual([
    'No a 9.',
    'There is no orb acme/nothing@8.',
  ]);
});
