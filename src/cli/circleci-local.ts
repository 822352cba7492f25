import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

if (import.meta.filename.endsWith('.js')) enableCompileCache(join(import.meta.dirname, 'compiled'));
const args = process.argv.slice(2);
const { start } = await import('./start.ts');
const { localArguments } = await import('./local-execute.ts');
await start(localArguments(args));
