/**
 * The tar format, as far as passing archives on needs it. Names are strings of one character a byte (latin-1), so that a
 * name in any encoding, or none, comes out as it went in.
 */

export const blockBytes = 512;

/** An entry's header, with what a pax or GNU header before it said already in its place. */
export interface TarHeader {
  readonly name: string;
  readonly linkname: string;
  readonly type: TarType;
  readonly sizeBytes: number;
  /** The block as it came: mode, times and the rest are taken from it. */
  readonly block: Uint8Array;
}

/** The type flags of POSIX; `0` is a file, also where old archives write a zero byte. */
export type TarType = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7';
export const tarTypes = {
  file: '0',
  hardLink: '1',
  symlink: '2',
  characterDevice: '3',
  blockDevice: '4',
  folder: '5',
} as const;

/** What a rewritten header says in place of what it said. */
export interface HeaderChange {
  readonly name: string;
  readonly linkname: string;
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}

/** The raw fields of a block; undefined for a block of zeros, which ends an archive. Throws for what is no tar. */
export function readBlock(
  block: Uint8Array,
): { name: string; linkname: string; flag: string; sizeBytes: number } | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  if (readNumber(block, 148, 8) !== checksum(block))
    throw new Error('this is not a tar archive, or it is damaged');
  const isPosix = latin1(block.subarray(257, 262)) === 'ustar' && block[262] === 0;
  const prefix = isPosix ? readText(block, 345, 155) : '';
  const name = readText(block, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    linkname: readText(block, 157, 100),
    flag: block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0),
    sizeBytes: readNumber(block, 124, 12),
  };
}

/** The blocks of a header: one, with a pax header before it where a name or an owner's number does not fit. */
export function writeHeader(header: TarHeader, change: HeaderChange): Uint8Array {
  const block = Uint8Array.from(header.block);
  const records: string[] = [];
  writeName(block, 0, change.name, 'path', records);
  writeName(block, 157, change.linkname, 'linkpath', records);
  if (header.sizeBytes > maximalOctalSize) records.push(record('size', String(header.sizeBytes)));
  else block.set(bytesOf(`${header.sizeBytes.toString(8).padStart(11, '0')}\0`), 124);
  if (change.owner !== undefined) {
    writeId(block, 108, change.owner.uid, 'uid', records);
    writeId(block, 116, change.owner.gid, 'gid', records);
    block.fill(0, 265, 329);
  }
  block.set(bytesOf(magic), 257);
  block.fill(0, 345, 500);
  seal(block);
  return records.length === 0 ? block : concat([...paxBlocks(records.join('')), block]);
}

/** A header for a folder that an archive takes for granted. */
export function folderHeader(mtime: Uint8Array): TarHeader {
  const block = new Uint8Array(blockBytes);
  block.set(bytesOf('0000755\0'), 100);
  block.set(bytesOf('00000000000\0'), 124);
  block.set(mtime, 136);
  block[156] = 0x35;
  return { name: '', linkname: '', type: tarTypes.folder, sizeBytes: 0, block };
}

/** The modification time as it stands in a header's block. */
export function mtimeOf(block: Uint8Array): Uint8Array {
  return block.subarray(136, 148);
}

/** `key=value` records, each led by its own length. */
export function readPax(data: Uint8Array): ReadonlyMap<string, string> {
  const text = latin1(data);
  const records = new Map<string, string>();
  for (let at = 0; at < text.length;) {
    const blank = text.indexOf(' ', at);
    const length = Number(text.slice(at, blank));
    if (blank === -1 || !Number.isInteger(length) || length <= 0) break;
    const equals = text.indexOf('=', blank);
    records.set(text.slice(blank + 1, equals), text.slice(equals + 1, at + length - 1));
    at += length;
  }
  return records;
}

/** Up to the next full block. */
export function paddingBytes(sizeBytes: number): number {
  return (blockBytes - (sizeBytes % blockBytes)) % blockBytes;
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

/** Text up to its zero byte. */
export function untilZero(text: string): string {
  const zero = text.indexOf('\0');
  return zero === -1 ? text : text.slice(0, zero);
}

const magic = 'ustar\x0000';
const maximalOctalSize = 0o77777777777;
const maximalOctalId = 0o7777777;

function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function readText(block: Uint8Array, at: number, length: number): string {
  return untilZero(latin1(block.subarray(at, at + length)));
}

/** Octal digits, or GNU's binary form for numbers that do not fit. */
function readNumber(block: Uint8Array, at: number, length: number): number {
  if (((block[at] ?? 0) & 0x80) === 0) return Number.parseInt(readText(block, at, length).trim() || '0', 8);
  let value = (block[at] ?? 0) & 0x7f;
  for (let i = 1; i < length; i += 1) value = value * 256 + (block[at + i] ?? 0);
  return value;
}

function checksum(block: Uint8Array): number {
  let sum = 8 * 0x20;
  for (let i = 0; i < blockBytes; i += 1) if (i < 148 || i >= 156) sum += block[i] ?? 0;
  return sum;
}

function seal(block: Uint8Array): void {
  block.set(bytesOf(`${checksum(block).toString(8).padStart(6, '0')}\0 `), 148);
}

function writeName(block: Uint8Array, at: number, name: string, key: string, records: string[]): void {
  block.fill(0, at, at + 100);
  block.set(bytesOf(name.slice(0, 100)), at);
  if (name.length > 100) records.push(record(key, name));
}

function writeId(block: Uint8Array, at: number, id: number, key: string, records: string[]): void {
  block.set(bytesOf(`${Math.min(id, maximalOctalId).toString(8).padStart(7, '0')}\0`), at);
  if (id > maximalOctalId) records.push(record(key, String(id)));
}

function record(key: string, value: string): string {
  const body = ` ${key}=${value}\n`;
  let length = body.length + 1;
  while (String(length).length + body.length !== length) length = String(length).length + body.length;
  return `${length}${body}`;
}

function paxBlocks(records: string): Uint8Array[] {
  const data = bytesOf(records);
  const block = new Uint8Array(blockBytes);
  block.set(bytesOf('././@PaxHeader'), 0);
  block.set(bytesOf('0000644\0'), 100);
  block.set(bytesOf('0000000\x000000000\0'), 108);
  block.set(bytesOf(`${data.length.toString(8).padStart(11, '0')}\0`), 124);
  block.set(bytesOf('00000000000\0'), 136);
  block[156] = 0x78;
  block.set(bytesOf(magic), 257);
  seal(block);
  return [block, data, new Uint8Array(paddingBytes(data.length))];
}
