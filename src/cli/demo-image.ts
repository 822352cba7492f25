import { OrreryError } from '../base/error.ts';
import { connectEngine } from '../container/client.ts';
import { findImage, pullImage } from '../container/images.ts';
import { formatBytes } from './reporter/duration.ts';
import type { Terminal } from './terminal.ts';

/** Any image with a shell will do; these are the likeliest to be there. */
const candidates = [
  'cimg/base:current',
  'cimg/base:stable',
  'debian:stable-slim',
  'debian:latest',
  'ubuntu:latest',
  'alpine:latest',
  'alpine:3',
  'busybox:latest',
];
/** The smallest that is pulled in a moment. */
const toPull = 'alpine:3';
const patienceMs = 90_000;

/** An image for the demo: one that is present, else one that can be pulled; else the reason why there is none. */
export async function demoImage(
  terminal: Terminal,
): Promise<{ readonly image: string } | { readonly why: string }> {
  try {
    const client = await connectEngine(terminal.environment);
    try {
      for (const image of candidates) if ((await findImage(client, image)) !== undefined) return { image };
      terminal.err(`None of the usual images is on this machine: pulling ${toPull}.\n`);
      await pullImage(client, toPull, {
        platform: undefined,
        auth: undefined,
        progress: everySeconds(5, (done, total) =>
          terminal.err(`  ${formatBytes(done)} of ${formatBytes(total)}\n`),
        ),
        signal: AbortSignal.timeout(patienceMs),
      });
      return { image: toPull };
    } finally {
      client.close();
    }
  } catch (error) {
    if (error instanceof OrreryError) return { why: error.message };
    if ((error as Error).name === 'TimeoutError')
      return { why: `${toPull} did not come within ${patienceMs / 1000} s` };
    throw error;
  }
}

function everySeconds<A extends readonly unknown[]>(
  seconds: number,
  act: (...args: A) => void,
): (...args: A) => void {
  let actedAt = Date.now();
  return (...args) => {
    if (Date.now() - actedAt < seconds * 1000) return;
    actedAt = Date.now();
    act(...args);
  };
}
