import { resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');

/**
 * Bundles the programs into `outdir`: one small entry each, and parts that a verb loads when it needs them. Not
 * minified: the stack of a bug report has to name our functions.
 */
export async function buildBundle(outdir: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: {
      main: 'src/cli/main.ts',
      'circleci-local': 'src/cli/circleci-local.ts',
      spawner: 'src/adapters/executor-host/spawner-main.ts',
    },
    outdir,
    outExtension: { '.js': '.js' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    legalComments: 'none',
    logLevel: 'warning',
    // Packages in the old module format ask for Node's modules by `require`.
    banner: {
      js: "import { createRequire as orreryRequire } from 'node:module'; const require = orreryRequire(import.meta.url);",
    },
  });
}

if (import.meta.main) await buildBundle(resolve(process.argv[2] ?? 'dist'));
