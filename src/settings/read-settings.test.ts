import { expect, it } from 'vitest';
import { renderText } from '../language/source/render-text.ts';
import { fileId } from '../language/source/span.ts';
import { readSettings } from './read-settings.ts';
import { noSettings } from './settings.ts';

const path = '.orrery/config.yml';

it('reads what checks count as, and where orbs may come from', () => {
  const { value, diagnostics } = readSettings(
    `checks:
  condition/always-true: off
  template/unknown-value: error
orbs:
  registry: http://localhost:4000/graphql-unstable
  allow-urls: https://example.org/orbs/
  allow-dev: true
`,
    path,
  );
  expect(diagnostics).toEqual([]);
  expect([...(value?.checks ?? [])]).toEqual([
    ['condition/always-true', 'off'],
    ['template/unknown-value', 'error'],
  ]);
  expect(value?.orbs).toEqual({
    registry: 'http://localhost:4000/graphql-unstable',
    allowUrls: ['https://example.org/orbs/'],
    allowDev: true,
  });
});

it('sets nothing where it is empty', () => {
  expect(readSettings('', path).value).toEqual(noSettings);
  expect(readSettings('# checks:\n\n', path).value).toEqual(noSettings);
});

it('takes one URL of orbs, or many, and nothing that is none', () => {
  const urls = ['https://a.example', 'https://b.example/orbs'];
  const read = (value: unknown) => readSettings(`orbs: ${JSON.stringify(value)}\n`, path);
  expect(read({ 'allow-urls': urls }).value?.orbs.allowUrls).toEqual(urls);
  for (const wrong of ['a.example', 'http://a.example', 5, true])
    expect(read({ 'allow-urls': [wrong] }).diagnostics).toMatchObject([{ code: 'config/wrong-value' }]);
  expect(read({ registry: 'circleci.com' }).diagnostics).toMatchObject([
    { message: expect.stringContaining('needs a URL of a registry, found the text "circleci.com".') },
  ]);
});

it('says what is wrong in it, and where', () => {
  const text = `checks:
  condition/alway-true: off
  config/name: loud
orb: {}
`;
  const { value, diagnostics } = readSettings(text, path);
  expect(value).toBeUndefined();
  const id = fileId(path);
  expect(renderText(diagnostics, new Map([[id, { id, text }]]))).toMatchInlineSnapshot(`
    ".orrery/config.yml:2:3  error  config/wrong-value
      There is no check "condition/alway-true".

      1 | checks:
      2 |   condition/alway-true: off
        |   ^^^^^^^^^^^^^^^^^^^^
      Did you mean "condition/always-true"?

    .orrery/config.yml:3:16  error  config/wrong-value
      The check "config/name" takes off, hint, warning, error, found the text "loud".

      2 |   condition/alway-true: off
      3 |   config/name: loud
        |                ^^^^

    .orrery/config.yml:4:1  error  config/unknown-key
      .orrery/config.yml has no key "orb".

      3 |   config/name: loud
      4 | orb: {}
        | ^^^
      Did you mean "orbs"?
    "
  `);
});
