import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storeError, systemCode } from './store-error.ts';

/** Makes `.orrery/local`, if missing, for its owner only, with a `.gitignore` so that nothing in it is ever committed. */
export function makeLocalFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw storeError(error, `could not make ${folder}`);
  }
}
