import { benchChain } from './cases/chain.ts';
import { benchCompile } from './cases/compile.ts';
import { benchDag } from './cases/dag.ts';
import { benchLogs } from './cases/logs.ts';
import { benchStart } from './cases/start.ts';
import { benchSteps } from './cases/steps.ts';
import { whyNoEngine } from './engine-api.ts';
import { warmUp } from './orrery.ts';
import { type Ratio, isMet } from './sampling.ts';

interface Case {
  readonly name: string;
  readonly needs: readonly string[];
  readonly run: (rounds: number) => Promise<readonly Ratio[]>;
}

const cases: readonly Case[] = [
  { name: 'start', needs: [], run: benchStart },
  { name: 'compile', needs: [], run: benchCompile },
  { name: 'dag', needs: [], run: benchDag },
  { name: 'steps', needs: ['cimg/base:stable'], run: benchSteps },
  { name: 'chain', needs: ['bench/tiny:latest'], run: benchChain },
  { name: 'logs', needs: ['bench/tiny:latest'], run: benchLogs },
];

/**
 * Prints each figure as a ratio to its limit, measured in this same run, by medians of rounds that alternate.
 *
 *     npm run bench [-- CASE...]     ROUNDS=5     CHECK=1: exit 1 when a bar is missed
 */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !cases.some((one) => one.name === name));
  if (unknown.length > 0)
    throw new Error(`no case ${unknown.join(', ')}; there are ${cases.map((c) => c.name).join(', ')}`);
  const rounds = Number(process.env['ROUNDS'] ?? 5);
  await warmUp();
  console.log(
    `${'what'.padEnd(42)}${'ours'.padStart(12)}${'limit'.padStart(12)}${'ratio'.padStart(8)}${'bar'.padStart(7)}`,
  );
  let missed = 0;
  for (const one of cases.filter((c) => wanted.length === 0 || wanted.includes(c.name))) {
    const reasons = await Promise.all(one.needs.map((image) => whyNoEngine(image)));
    const reason = reasons.find((why) => why !== undefined);
    if (reason !== undefined) {
      console.log(`${one.name}: SKIPPED, ${reason} (testing/build-images.sh builds the images)`);
      continue;
    }
    for (const ratio of await one.run(rounds)) {
      console.log(line(ratio));
      if (!isMet(ratio)) missed++;
    }
  }
  if (missed > 0) console.log(`${missed} missed`);
  if (process.env['CHECK'] === '1' && missed > 0) process.exitCode = 1;
}

function line(ratio: Ratio): string {
  const amount = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ${ratio.unit}`.padStart(12);
  const value = (ratio.ours / ratio.limit).toFixed(3).padStart(8);
  const sign = ratio.unit === 'MB/s' ? '>=' : '<=';
  const mark = isMet(ratio) ? '' : '  MISSED';
  return `${ratio.name.padEnd(42)}${amount(ratio.ours)}${amount(ratio.limit)}${value}${`${sign}${ratio.bar}`.padStart(7)}  vs ${ratio.against}${mark}`;
}

await main();
