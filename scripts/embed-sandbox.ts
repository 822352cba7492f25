import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '../src/sandbox');

/**
 * The shell programs of `src/sandbox/*.sh` as a TypeScript module, so that the room needs no file system and a bundle
 * carries them: `driver.sh` becomes `driverScript`. Run it after every change of a `.sh` file there.
 */
export function embedded(): string {
  const scripts = readdirSync(folder)
    .filter((name) => name.endsWith('.sh'))
    .toSorted();
  const lines = scripts.map((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const variable = `${name.slice(0, -3).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Script`;
    return `/** \`${name}\` */\nexport const ${variable}: string = ${JSON.stringify(text)};\n`;
  });
  return [
    '// Written by scripts/embed-sandbox.ts from the .sh files beside this one. Change those.\n',
    ...lines,
  ].join('\n');
}

export const target: string = join(folder, 'scripts.ts');

if (process.argv[1] === import.meta.filename) writeFileSync(target, embedded());
