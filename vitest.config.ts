import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'testing/**/*.test.ts',
      'scripts/**/*.test.ts',
      'bin/**/*.test.ts',
      'examples/*.test.ts',
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
