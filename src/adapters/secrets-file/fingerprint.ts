import { createHash, createPublicKey } from 'node:crypto';

/** Fingerprints of a key as `ssh-keygen -l` and CircleCI show them. */
export interface Fingerprints {
  /** `SHA256:` and base64 without padding. */
  readonly sha256: string;
  /** 16 pairs of hexadecimal digits, with colons. */
  readonly md5: string;
}

/** Of a private key's text, or of the line in its `.pub` file if one is given. Undefined when it is no key, or hides its public half. */
export function fingerprintsOf(privateKey: string, publicLine?: string): Fingerprints | undefined {
  try {
    const blob = publicLine === undefined ? publicHalf(privateKey) : lineBlob(publicLine);
    return blob && printFingerprints(blob);
  } catch {
    return undefined;
  }
}

function printFingerprints(blob: Uint8Array): Fingerprints {
  const sha256 = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  const md5 = createHash('md5').update(blob).digest('hex');
  return { sha256: `SHA256:${sha256}`, md5: md5.replace(/..(?=.)/g, '$&:') };
}

/** True when `asked` is one of the fingerprints, with or without `MD5:`, in capitals or not, padded or not. */
export function isFingerprint(asked: string, key: Fingerprints): boolean {
  const text = asked.trim();
  if (text.startsWith('SHA256:')) return text.replace(/=+$/, '') === key.sha256;
  return text.replace(/^MD5:/i, '').toLowerCase() === key.md5;
}

function lineBlob(line: string): Buffer | undefined {
  const [, blob] = /^(?:ssh|ecdsa|sk)-\S+\s+([A-Za-z0-9+/=]+)/.exec(line.trim()) ?? [];
  return blob === undefined ? undefined : Buffer.from(blob, 'base64');
}

function publicHalf(privateKey: string): Buffer | undefined {
  const [, opensshBody] = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)-----END/.exec(privateKey) ?? [];
  return opensshBody === undefined ? pemBlob(privateKey) : opensshBlob(Buffer.from(opensshBody, 'base64'));
}

/** OpenSSH's own format (PROTOCOL.key) holds the public half in the clear, also where the private one is encrypted. */
function opensshBlob(bytes: Buffer): Buffer | undefined {
  const magic = 'openssh-key-v1\0';
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic) return undefined;
  let at = magic.length;
  const next = (): Buffer => {
    const length = bytes.readUInt32BE(at);
    at += 4 + length;
    return bytes.subarray(at - length, at);
  };
  for (const _ of ['cipher', 'kdf', 'kdf options']) next();
  at += 4; // number of keys: always 1
  return next();
}

function pemBlob(pem: string): Buffer | undefined {
  const key = createPublicKey({ key: pem, format: 'pem' }).export({ format: 'jwk' });
  if (key.kty === 'RSA') return sshBlob('ssh-rsa', number(key.e), number(key.n));
  if (key.kty === 'OKP' && key.crv === 'Ed25519') return sshBlob('ssh-ed25519', bytesOf(key.x));
  if (key.kty === 'EC') {
    const curve = `nistp${key.crv?.slice(2)}`;
    const point = Buffer.concat([Buffer.of(4), bytesOf(key.x), bytesOf(key.y)]);
    return sshBlob(`ecdsa-sha2-${curve}`, Buffer.from(curve), point);
  }
  return undefined;
}

function bytesOf(base64url: string | undefined): Buffer {
  return Buffer.from(base64url ?? '', 'base64url');
}

/** As SSH writes a number: a zero byte in front of one whose first bit is set. */
function number(base64url: string | undefined): Buffer {
  const bytes = bytesOf(base64url);
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
}

function sshBlob(type: string, ...fields: readonly Buffer[]): Buffer {
  return Buffer.concat(
    [Buffer.from(type), ...fields].flatMap((field) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(field.length);
      return [length, field];
    }),
  );
}
