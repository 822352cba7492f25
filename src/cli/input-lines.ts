import { createInterface } from 'node:readline';

/** Standard input line by line. */
export function inputLines(): AsyncIterable<string> {
  return createInterface({ input: process.stdin, crlfDelay: Infinity });
}
