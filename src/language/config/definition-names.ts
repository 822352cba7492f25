import type { Span } from '../source/span.ts';
import type { Check } from './shape.ts';

/** DOC-22. The config reference calls job names letters first, then letters, digits, blanks, `-` and `_`. */
const patterns = {
  job: /^[A-Za-z][A-Za-z\s\d_-]*$/,
  command: /^[a-z][a-z\d_-]*$/,
  executor: /^[a-z][a-z\d_-]*$/,
  parameter: /^[a-z][a-z\d_-]*$/,
  'job-group': /^[A-Za-z][A-Za-z\s\d_-]*$/,
} as const;

export type DefinitionKind = keyof typeof patterns;

/** Reports a name that a definition of that kind can't have. */
export function definitionName(kind: DefinitionKind, name: string, span: Span, check: Check): void {
  if (patterns[kind].test(name)) return;
  const letters =
    kind === 'job' || kind === 'job-group' ? 'letters, digits, blanks' : 'lower-case letters, digits';
  check.report('config/name', span, `"${name}" can't be the name of a ${kind}.`, {
    hint: `Use ${letters}, "-" and "_", with a letter first.`,
  });
}
