import { tarTypes, writeHeader } from './tar-format.ts';
import { rewriteTar } from './tar-rewrite.ts';

/** An archive of one file or folder under another base name: what stood at the end of a link, under the link's. */
export function renamedTar(
  tar: AsyncIterable<Uint8Array>,
  from: string,
  to: string,
): AsyncGenerator<Uint8Array> {
  const rename = (name: string): string => {
    const isBase = name === bytes(from) || name.startsWith(`${bytes(from)}/`);
    return isBase ? bytes(to) + name.slice(bytes(from).length) : name;
  };
  return rewriteTar(tar, async (header) =>
    writeHeader(header, {
      name: rename(header.name),
      linkname: header.type === tarTypes.hardLink ? rename(header.linkname) : header.linkname,
      owner: undefined,
    }),
  );
}

function bytes(name: string): string {
  return Buffer.from(name, 'utf8').toString('latin1');
}
