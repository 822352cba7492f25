import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { OrreryError } from '../base/error.ts';
import { storeError } from './store-error.ts';

/**
 * The file's text. Throws `config/invalid` for what is not UTF-8: written again it would lose the bytes that no text
 * stands for.
 */
export function readUtf8(path: string, name: string): string {
  const bytes = readFileSync(path);
  const text = bytes.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(bytes)) return text;
  throw new OrreryError('config/invalid', `${name} is not UTF-8 text, so it can't be edited.`, {
    fault: 'user',
    hint: 'Save it as UTF-8 first.',
  });
}

/**
 * Puts `text` in place of `before`: whole or not at all, with the file's mode, and through a link into the file that it
 * leads to. Throws `store/conflict` when somebody else has written the file meanwhile.
 */
export function replaceFile(path: string, before: string, text: string): void {
  const target = realpathSync(path);
  const temp = `${target}.${process.pid}.new`;
  try {
    writeFileSync(temp, text, { mode: statSync(target).mode & 0o777 });
    if (readFileSync(target, 'utf8') !== before)
      throw new OrreryError('store/conflict', `${path} was changed by somebody else; nothing is written.`, {
        fault: 'environment',
        hint: 'Try again.',
      });
    renameSync(temp, target);
  } catch (error) {
    rmSync(temp, { force: true });
    throw storeError(error, `could not write ${path}`);
  }
}
