import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMask } from './masking.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function masked(secrets: readonly string[], ...chunks: readonly (string | Uint8Array)[]): string {
  const stream = createMask(secrets).stream();
  const out = chunks.map((chunk) =>
    decoder.decode(stream.push(typeof chunk === 'string' ? encoder.encode(chunk) : chunk)),
  );
  return out.join('') + decoder.decode(stream.end());
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

it.each([
  ['a whole value', ['s3cr3t-Tok'], 'token<s3cr3t-Tok>', 'token<****>'],
  ['two in a row', ['s3cr3t-Tok'], 's3cr3t-Toks3cr3t-Tok', '********'],
  ['inside a URL', ['pa55word'], 'https://u:pa55word@host', 'https://u:****@host'],
  ['under four characters', ['abc'], 'abc', 'abc'],
  ['four characters', ['wxyz'], 'wxyz', '****'],
  ['three characters of two bytes', ['äöü'], 'äöü', 'äöü'],
  ['booleans', ['true', 'False', 'True', 'false'], 'true False', 'true False'],
  ['only blanks', ['      '], 'a      b', 'a      b'],
  ['a final newline', ['s3cr3t\n'], 's3cr3t.', '****.'],
  ['blanks that make it four', [' ab '], '< ab >ab', '<****>ab'],
  ['the longer of two', ['pass', 'password'], 'password pass passwor', '**** **** ****wor'],
  ['two that overlap', ['abcdef', 'defghi'], '<abcdefghi>', '<****>'],
  ['a value in itself', ['aaaa'], 'aaaaaaa', '****'],
  ['nothing to hide', [], 'plain', 'plain'],
  ['an empty value', [''], 'plain', 'plain'],
])('hides %s', (_, secrets, text, expected) => {
  expect(masked(secrets, text)).toBe(expected);
});

it.each(['s3cr3t-Tok-9f81', 's3cr3t-Tok-9f8', 's3cr3t-Tok-9f', '\u00ff\u00fe>>>???~~secret', 'wxyz'])(
  'hides base64 of %j wherever it stands in the text',
  (secret) => {
    for (const before of ['', 'u', 'us', 'use', 'user:'])
      for (const after of ['', '\n', 'x', 'xy', 'some more text']) {
        const plain = base64(before + secret + after);
        for (const form of [
          plain,
          plain.replace(/=+$/, ''),
          Buffer.from(plain, 'base64').toString('base64url'),
        ]) {
          const out = masked([secret], `<${form}>`);
          expect(out).toContain('****');
          expect(out.replace('****', '').length).toBeLessThanOrEqual(
            form.length + 2 - Math.floor((Buffer.byteLength(secret) * 8 - 10) / 6),
          );
        }
      }
    expect(masked([secret], `<${base64(secret)}>`)).toBe('<****>');
  },
);

it('leaves harmless base64 alone', () => {
  expect(masked(['s3cr3t-Tok-9f81'], 'aGFybWxlc3MtdGV4dA==')).toBe('aGFybWxlc3MtdGV4dA==');
});

const key = `-----BEGIN TEST KEY-----\n${'MIIabcQx81Zz0123456789'.repeat(3)}\nq9PlRt55Wnbv\nab\n-----END TEST KEY-----`;

it('hides a value of several lines as a whole, and each line of it', () => {
  expect(masked([key], `begin\n${key}\nend`)).toBe('begin\n****\nend');
  expect(masked([key], `  q9PlRt55Wnbv\r\nab\r\n`)).toBe('  ****\r\nab\r\n');
  expect(masked([key], key.replaceAll('\n', '\r\n'))).not.toContain('MIIabc');
});

it.each([76, 64])('hides base64 wrapped at %d columns', (columns) => {
  const wrapped = base64(`${key}\n`).replace(new RegExp(`.{${columns}}`, 'g'), '$&\n');
  const out = masked([key], `${wrapped}\n`);
  expect(out.replaceAll('****', '').length).toBeLessThan(6);
  const indented = wrapped.replace(/^/gm, '    ');
  for (const line of wrapped.split('\n').filter((l) => l.length >= 20))
    expect(masked([key], indented)).not.toContain(line.slice(0, -4));
});

const odd = `it's "a" b&c/d\\e$f(ü)`;
it.each([
  ['encodeURIComponent', encodeURIComponent(odd)],
  ['lower-case hex', encodeURIComponent(odd).replace(/%../g, (hex) => hex.toLowerCase())],
  ['a form', new URLSearchParams({ k: odd }).toString().slice(2)],
  ['python quote', 'it%27s%20%22a%22%20b%26c/d%5Ce%24f%28%C3%BC%29'],
  ['JSON', JSON.stringify(odd).slice(1, -1)],
  ['Go JSON', JSON.stringify(odd).slice(1, -1).replace('&', '\\u0026')],
  ['ASCII JSON', JSON.stringify(odd).slice(1, -1).replace('ü', '\\u00fc')],
  ['set -x of bash', `it'\\''s "a" b&c/d\\e$f(ü)`],
  ['set -x of dash', `it'"'"'s "a" b&c/d\\e$f(ü)`],
  ["$'...'", `it\\'s "a" b&c/d\\\\e$f(ü)`],
  ['declare -p', `it's \\"a\\" b&c/d\\\\e\\$f(ü)`],
  ['printf %q', `it\\'s\\ \\"a\\"\\ b\\&c/d\\\\e\\$f\\(ü\\)`],
])('hides the form of %s', (_, form) => {
  expect(masked([odd], `<${form}>`)).toBe('<****>');
});

it('holds back only what may begin a secret', () => {
  const stream = createMask(['s3cr3t']).stream();
  const push = (text: string): string => decoder.decode(stream.push(encoder.encode(text)));
  expect(push('progress 50%')).toBe('progress 50%');
  expect(push(' s3')).toBe(' ');
  expect(push('c')).toBe('');
  expect(push('x s')).toBe('s3cx ');
  expect(push('3cr3')).toBe('');
  expect(push('t!')).toBe('****!');
  expect(push('s3cr3')).toBe('');
  expect(decoder.decode(stream.end())).toBe('s3cr3');
});

it('hides a secret cut at every byte, and one that goes on from a shorter one', () => {
  const text = 'a password b pass c';
  for (let i = 0; i <= text.length; i++)
    for (let j = i; j <= text.length; j++)
      expect(masked(['pass', 'password', 'word b'], text.slice(0, i), text.slice(i, j), text.slice(j))).toBe(
        'a **** **** c',
      );
});

it('leaves every other byte as it was, text or not, however it is cut', () => {
  const secrets = ['\u0001ab\u0002', 'needle', 'aaaa'];
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom(...secrets, 'needl', 'aaa', 'eedle').map((text) => encoder.encode(text)),
  );
  const whole = (bytes: Uint8Array): Uint8Array => {
    const stream = createMask(secrets).stream();
    return Buffer.concat([stream.push(bytes), stream.end()]);
  };
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const stream = createMask(secrets).stream();
      const cut = Buffer.concat([...pieces.map((p) => Buffer.from(stream.push(p))), stream.end()]);
      expect(cut.equals(whole(Buffer.concat(pieces)))).toBe(true);
    }),
  );
  const noise = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7919) % 251));
  expect(Buffer.from(whole(noise)).equals(noise)).toBe(true);
});
