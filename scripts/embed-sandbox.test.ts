import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { embedded, target } from './embed-sandbox.ts';

it('src/sandbox/scripts.ts is what its .sh files say (run: node scripts/embed-sandbox.ts)', () => {
  expect(existsSync(target) ? readFileSync(target, 'utf8') : '').toBe(embedded());
});
