import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordScope } from './record-scope.ts';
import type { Scope } from './scope.ts';
import { parseTemplate, renderTemplate } from './template.ts';

const names = recordScope({
  'parameters.text': 'hello',
  'parameters.tags': 'a << b >> c',
  'parameters.count': 12,
  'parameters.zero': 0,
  'parameters.empty': '',
  'parameters.yes': true,
  'parameters.no': false,
  'parameters.url:with/colons': 'odd',
  'pipeline.git.tag': null,
  'matrix.os': 'linux',
});
const steps = { opaque: ['checkout'], key: 'steps' };
const scope: Scope = (name) => (name === 'parameters.steps' ? { kind: 'value', value: steps } : names(name));

/** The rendered value, or `message part@offset`. */
function render(text: string): unknown {
  const { template, error } = parseTemplate(text);
  if (template === undefined) return `${error?.message}@${error?.offset}+${error?.length}`;
  const rendered = renderTemplate(template, scope);
  if (rendered.kind === 'error') return `${rendered.code}@${rendered.offset}+${rendered.length}`;
  return typeof rendered.value === 'bigint' ? Number(rendered.value) : rendered.value;
}

describe('tags', () => {
  it.each<[string, unknown]>([
    ['no tag', 'no tag'],
    ['<<parameters.text>>, <<  parameters.text   >>', 'hello, hello'],
    ['a << parameters.count >>-<< parameters.yes >>-<< parameters.no >>', 'a 12-true-false'],
    ['x<< parameters.empty >>y<< pipeline.git.tag >>z', 'xyz'],
    ['<< parameters.text == "hello" and 3 or 1 >>x', '3x'],
    ['<< parameters.tags >>!', 'a << b >> c!'], // TPL-16
    ['<< parameters.url:with:colons >>', 'UNKNOWN_VARIABLE@3+26'],
    ['<< parameters.text\n>>', 'hello'],
    // TPL-02, TPL-03
    ['cat \\<<EOF >> log', 'cat <<EOF >> log'],
    ['\\\\<< parameters.text >>', '\\hello'],
    ['\\\\\\<< parameters.text >>', '\\\\hello'],
    ['\\<< parameters.text >>', '<< parameters.text >>'],
    ['<< parameters.text >>\\<<', 'hello<<'],
    ['<< parameters.text >>>', 'hello>'],
    ['\\\\ \\n >> >>>', '\\\\ \\n >> >>>'],
    // TPL-10
    ['<< parameters.count >>', 12],
    [' <<parameters.yes>>\n', true],
    ['<< parameters.steps >>', steps],
    ['<< pipeline.git.tag >>', undefined],
    ['<< parameters.text >>\n', 'hello\n'],
    ['<< parameters.count >><< parameters.count >>', '1212'],
    ['\\<<\n<< parameters.count >>', '<<\n12'],
    ['<< parameters.steps >>x', 'NOT_TEXT@0+22'],
    // TPL-13, TPL-14
    ['a<< pipeline.foo >>b', 'ab'],
    ['<< pipeline.foo >>', undefined],
    ['a << pipeline.parameters.foo >>', 'UNKNOWN_VARIABLE@5+23'],
    ['a << parameters.foo >>', 'UNKNOWN_VARIABLE@5+14'],
    ['<< parameters.yes or parameters.foo >>', true],
    ['<< parameters.text > 5 >>', 'EXPECTED_NUMERIC_OPERAND@19+1'],
  ])('%j becomes %j', (text, value) => {
    expect(render(text)).toEqual(value);
  });

  it('takes a legacy name that is no expression (TPL-07)', () => {
    expect(parseTemplate('<< pipeline.parameters.a:b >>').template?.names).toEqual([
      { name: 'pipeline.parameters.a:b', offset: 3 },
    ]);
  });

  it('tells which pipeline names are unknown, once each', () => {
    const { template } = parseTemplate('<< pipeline.foo >> << pipeline.foo >> << pipeline.bar.x >>');
    expect(template && renderTemplate(template, scope)).toMatchObject({
      unknownPipelineNames: [
        { name: 'pipeline.foo', offset: 3 },
        { name: 'pipeline.bar.x', offset: 41 },
      ],
    });
  });

  it('lists the names of tags and sections with their places', () => {
    const text = '<< a >>, << not (b.c == "x" or d) >> <<# e.f >>x<</ e.f >>';
    const found = parseTemplate(text).template?.names ?? [];
    expect(found.map((n) => n.name)).toEqual(['a', 'b.c', 'd', 'e.f', 'e.f']);
    for (const { name, offset } of found) expect(text.slice(offset, offset + name.length)).toBe(name);
  });
});

describe('sections', () => {
  it.each<[string, unknown]>([
    ['a<<# parameters.yes >>b<</ parameters.yes >>c', 'abc'],
    ['a<<#parameters.no>>b<</parameters.no>>c', 'ac'],
    ['a<<^ parameters.no >>b<</ parameters.no >>c', 'abc'],
    ['a<<^parameters.yes>>b<</parameters.yes>>c', 'ac'],
    ['<<# parameters.empty >>x<</ parameters.empty >>-', '-'],
    ['<<# parameters.zero >>x<</ parameters.zero >>-', '-'],
    ['<<# pipeline.git.tag >>x<</ pipeline.git.tag >>-', '-'],
    ['<<# pipeline.nothing >>x<</ pipeline.nothing >>-', '-'],
    ['<<# parameters.text >>[<< parameters.text >>]<</ parameters.text >>', '[hello]'],
    ['<<#parameters.yes>>1<<#parameters.no>>2<</parameters.no>>3<</parameters.yes>>', '13'],
    ['<<# parameters.nobody >>x<</ parameters.nobody >>', 'UNKNOWN_VARIABLE@4+17'],
    // GT-T1: alone on a line
    ['a\n<<# parameters.yes >>\nb\n<</ parameters.yes >>\nc\n', 'a\nb\nc\n'],
    ['a\n<<# parameters.no >>\nb\n<</ parameters.no >>\nc\n', 'a\nc\n'],
    ['a\n  <<# parameters.yes >>  \n  b\n\t<</ parameters.yes >>\nc', 'a\n  b\nc'],
    ['<<# parameters.yes >>\nb\n<</ parameters.yes >>', 'b\n'],
    ['a\n<<# parameters.yes >> b\n<</ parameters.yes >>\nc', 'a\n b\nc'],
    ['a\n<<# parameters.yes >>b<</ parameters.yes >>\nc', 'a\nb\nc'],
    ['<<# parameters.yes >>\n\n<</ parameters.yes >>\n\nx', '\n\nx'],
  ])('%j becomes %j', (text, value) => {
    expect(render(text)).toEqual(value);
  });
});

describe('errors', () => {
  it.each([
    ['cat <<EOF > app.env\nA=1\nEOF\n', 'The tag that "<<" opens here is not closed by ">>".@4+2'],
    ['cat <<EOF\n<< parameters.text >>', 'The tag that "<<" opens here is not closed by ">>".@4+2'],
    ['<<<EOF', 'The tag that "<<" opens here is not closed by ">>".@0+2'],
    ['a <<>>', 'The tag is empty: an expression is expected after "<<".@2+4'],
    ['a <<  >>', 'The tag is empty: an expression is expected after "<<".@2+6'],
    ['<< a and and b >>', 'Expected an expression, found "and".@9+3'],
    ['<< a == >>', 'Expected an expression, found the end.@2+6'],
    ['<< a & b >>', 'Unexpected character &: write "and".@5+1'],
    [`<< ${'a'.repeat(2_047)} >>`, 'An expression has at most 2048 characters, this one has 2049.@0+2053'],
    ['<<# not valid >>x<</ not valid >>', 'A section tag needs one name, found "not valid".@0+16'],
    ['<<# a >>x', 'The section <<# a >> is not closed.@0+8'],
    ['x<</ a >>', '<</ a >> closes a section that is not open.@1+8'],
    [
      'v<<# parameters.latest >>-x<</ parameters.stable >>',
      '<</ parameters.stable >> does not match <<# parameters.latest >>, the section that is open.@27+24',
    ],
    [`${'<<# a >>'.repeat(300)}`, 'Sections stand more than 100 levels deep here.@800+8'],
  ])('%j: %s', (text, message) => {
    expect(render(text)).toBe(message);
  });
});

it('answers any text, places inside it', () => {
  const piece = fc.constantFrom(
    '<<',
    '>>',
    '#',
    '^',
    '/',
    '\\',
    ' a ',
    'parameters.yes',
    ' pipeline.x ',
    '\n',
    ' ',
    '== 1',
    '"',
    '<',
    'é',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((p) => p.join('')),
  );
  fc.assert(
    fc.property(text, (text) => {
      const { template, error } = parseTemplate(text);
      const rendered = template && renderTemplate(template, scope);
      const place = error ?? (rendered?.kind === 'error' ? rendered : undefined);
      if (place === undefined) return;
      expect(place.offset).toBeGreaterThanOrEqual(0);
      expect(place.offset + place.length).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 2_000 },
  );
});

it('leaves a text without << as it is', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!text.includes('<<'));
      expect(render(text)).toBe(text);
    }),
  );
});
