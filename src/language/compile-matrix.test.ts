import { expect, it } from 'vitest';
import { compile } from './compile.ts';
import { maxMatrixJobs } from './resolve/matrix.ts';

/** The jobs of a matrix, or what is wrong with it; `more` stands beside its parameters. */
async function jobsOf(parameters: object, more: object = {}): Promise<readonly string[]> {
  const declared = Object.keys(parameters).map((name) => [name, { type: 'string' }] as const);
  const config = {
    version: 2.1,
    jobs: {
      t: { parameters: Object.fromEntries(declared), docker: [{ image: 'a' }], steps: ['checkout'] },
      other: { docker: [{ image: 'a' }], steps: ['checkout'] },
    },
    workflows: { w: { jobs: ['other', { t: { matrix: { parameters, ...more } } }] } },
  };
  const { value, diagnostics } = await compile(JSON.stringify(config), {
    path: 'c.yml',
    parameters: {},
    values: {},
    orbs: { fetch: () => Promise.resolve(undefined) },
  });
  const jobs = value?.config.workflows[0]?.jobs.map((j) => j.name).filter((name) => name !== 'other');
  return jobs ?? diagnostics.map((d) => d.message);
}

const many = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => String(i));

it('varies the last parameter fastest (GT-M1), and names by parameters in the order of the alphabet (WFL-23)', async () => {
  expect(await jobsOf({ b: ['1', '2'], a: ['x', 'y'] })).toEqual(['t-x-1', 't-y-1', 't-x-2', 't-y-2']);
});

it('holds its limit after what is excluded (WFL-29)', async () => {
  expect(await jobsOf({ a: many(maxMatrixJobs) })).toHaveLength(maxMatrixJobs);
  const over = { a: many(maxMatrixJobs + 1) };
  expect(await jobsOf(over)).toEqual([expect.stringContaining('at most 128')]);
  expect(await jobsOf(over, { exclude: [{ a: '0' }] })).toHaveLength(maxMatrixJobs);
});

it('comes to nothing where a parameter has no values (WFL-28), or all are excluded', async () => {
  expect(await jobsOf({ a: ['1'], b: [] })).toEqual([]);
  expect(await jobsOf({ a: ['1'] }, { exclude: [{ a: '1' }] })).toEqual([]);
});
