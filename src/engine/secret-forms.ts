/** Values that stay visible: masking them would blank out ordinary output (ENV-05). */
const plainWords: ReadonlySet<string> = new Set(['true', 'True', 'false', 'False']);
const minLength = 4;
/** What `base64` and `openssl base64` wrap at. */
const wrapColumns = [76, 64];
/** A line of wrapped base64 that is searched for by itself; shorter ones show only within the whole. */
const minWrappedLine = 16;

/**
 * Every byte sequence that must not be seen because one of `values` is secret: the value itself and what common tools
 * make of it (each line of it, base64 at every alignment, URL, JSON and shell escapes). No duplicates, each at least
 * four bytes. Values (and lines) under four characters, `true`, `True`, `false`, `False` and blank ones give nothing.
 */
export function secretForms(values: readonly string[]): readonly Uint8Array[] {
  const encoder = new TextEncoder();
  const texts = new Set<string>();
  for (const value of values) {
    const whole = worthMasking(value);
    if (whole === undefined) continue;
    for (const part of [whole, ...linesOf(whole)])
      for (const form of [part, ...urlForms(part), ...escapedForms(part)]) texts.add(form);
    for (const form of base64Forms(encoder.encode(value))) texts.add(form);
    if (whole !== value) for (const form of base64Forms(encoder.encode(whole))) texts.add(form);
  }
  return [...texts].map((text) => encoder.encode(text)).filter((bytes) => bytes.length >= minLength);
}

/** The value without blanks round it (a `$(…)` drops a final newline), or undefined when it stays visible. */
export function worthMasking(value: string): string | undefined {
  const trimmed = value.trim();
  if (trimmed === '' || [...value].length < minLength || plainWords.has(trimmed)) return undefined;
  return [...trimmed].length < minLength ? value : trimmed;
}

function linesOf(value: string): readonly string[] {
  const lines = value.split(/\r?\n/);
  return lines.length === 1 ? [] : lines.map((line) => line.trim()).filter((line) => isLineWorth(line));
}

function isLineWorth(line: string): boolean {
  return [...line].length >= minLength && !plainWords.has(line);
}

/** Percent-encoded as JavaScript, RFC 3986, a form and Python's `quote` (which keeps `/`) do it, in both cases of hex. */
function urlForms(text: string): readonly string[] {
  const plain = encodeURIComponent(text.toWellFormed());
  const strict = plain.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const forms = [plain, strict, strict.replaceAll('%2F', '/'), strict.replaceAll('%20', '+')];
  return forms.flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())]);
}

function escapedForms(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  return [
    json,
    // Go's encoder, and those that keep to ASCII.
    json.replace(/[<>&]/g, unicodeEscape),
    json.replace(/[^\0-\x7f]/g, unicodeEscape),
    json.replaceAll('/', '\\/'),
    // 'it'\''s' of bash's `set -x`, 'it'"'"'s' of dash and busybox, $'…', "…", and printf %q.
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", `'"'"'`),
    text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r'),
    text.replace(/[\\"$`]/g, '\\$&'),
    text.replace(/[ \t"'\\|&;()<>!{}*[\]?^$`,]/g, '\\$&'),
  ];
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * The secret in base64 of a longer text, wherever it stands in it: 0, 1 or 2 bytes into a group of three. Characters
 * that hold bits of a neighbour are left out (up to four bits of the first and of the last byte stay readable then),
 * unless the secret ends the text: then the last character and the padding belong to it.
 */
function base64Forms(bytes: Uint8Array): readonly string[] {
  const forms = [0, 1, 2].flatMap((offset) => alignedForms(bytes, offset));
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

function alignedForms(bytes: Uint8Array, offset: number): readonly string[] {
  const shifted = new Uint8Array(offset + bytes.length);
  shifted.set(bytes, offset);
  const padded = toBase64(shifted);
  // The first characters hold bits of what stands before: one full and one part of a byte, or two and a part.
  const start = offset === 0 ? 0 : offset + 1;
  const bare = padded.replace(/=+$/, '');
  const core = padded.slice(0, Math.floor((shifted.length * 8) / 6));
  const ends = [padded, bare, core].map((form) => form.slice(start));
  return offset === 0 ? [...ends, ...ends.flatMap((form) => wrappedForms(form))] : ends;
}

/** A long secret that begins a base64 text, as `base64` prints it: over several lines. */
function wrappedForms(base64: string): readonly string[] {
  return wrapColumns.flatMap((columns) => {
    if (base64.length <= columns) return [];
    const lines = base64.match(new RegExp(`.{1,${columns}}`, 'g')) ?? [];
    return [lines.join('\n'), lines.join('\r\n'), ...lines.filter((line) => line.length >= minWrappedLine)];
  });
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
