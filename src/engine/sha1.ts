/**
 * SHA-1 (FIPS 180-4), for ids made of names. Short texts only take microseconds here; the web's own crypto takes a
 * round trip to another thread.
 */
export function sha1(message: Uint8Array): Buffer {
  const words = padded(message);
  let [a, b, c, d, e] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const schedule = new Int32Array(80);
  for (let block = 0; block < words.length; block += 16) {
    for (let t = 0; t < 80; t += 1)
      schedule[t] = t < 16 ? (words[block + t] ?? 0) : rotate(mixed(schedule, t), 1);
    const before = [a, b, c, d, e] as const;
    for (let t = 0; t < 80; t += 1) {
      const next = (rotate(a, 5) + choice(t, b, c, d) + e + (schedule[t] ?? 0)) | 0;
      [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
    }
    [a, b, c, d, e] = [a + before[0], b + before[1], c + before[2], d + before[3], e + before[4]].map(
      (word) => word | 0,
    ) as [number, number, number, number, number];
  }
  const hash = Buffer.alloc(20);
  for (const [i, word] of [a, b, c, d, e].entries()) hash.writeInt32BE(word, 4 * i);
  return hash;
}

function padded(message: Uint8Array): Int32Array {
  const bytes = Buffer.alloc(Math.ceil((message.length + 9) / 64) * 64);
  bytes.set(message);
  bytes[message.length] = 0x80;
  bytes.writeBigUInt64BE(BigInt(message.length) * 8n, bytes.length - 8);
  return Int32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readInt32BE(4 * i));
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function mixed(schedule: Int32Array, t: number): number {
  const at = (back: number): number => schedule[t - back] ?? 0;
  return at(3) ^ at(8) ^ at(14) ^ at(16);
}

/** The round's function and constant. */
function choice(t: number, b: number, c: number, d: number): number {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}
