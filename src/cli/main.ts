import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { version } from './version.ts';

const args = process.argv.slice(2);

// Nothing else is loaded for this: it costs hardly more than Node itself.
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V'))
  process.stdout.write(`orrery ${version}\n`);
else {
  if (import.meta.filename.endsWith('.js')) enableCompileCache(join(import.meta.dirname, 'compiled'));
  const { start } = await import('./start.ts');
  await start(args);
}
