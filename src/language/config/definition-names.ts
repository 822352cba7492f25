import type { Span } from '../source/span.ts';
import type { Check } from './shape.ts';

/**
 * DOC-22. Parameters are looser than it says: real compilers take upper-case names (outputs of hashicorp/vault, 2019),
 * and a leading `_`.
 */
const patterns = {
  job: /^[A-Za-z][A-Za-z\s\d_-]*$/,
  command: /^[a-z][a-z\d_-]*$/,
  executor: /^[a-z][a-z\d_-]*$/,
  parameter: /^[A-Za-z_][A-Za-z\d_-]*$/,
  'job-group': /^[A-Za-z][A-Za-z\s\d_-]*$/,
} as const;

const allowed: Readonly<Record<DefinitionKind, string>> = {
  job: 'letters, digits, blanks',
  'job-group': 'letters, digits, blanks',
  command: 'lower-case letters, digits',
  executor: 'lower-case letters, digits',
  parameter: 'letters, digits',
};

export type DefinitionKind = keyof typeof patterns;

/** Reports a name that a definition of that kind can't have. */
export function definitionName(kind: DefinitionKind, name: string, span: Span, check: Check): void {
  if (patterns[kind].test(name)) return;
  check.report(
    'config/name',
    span,
    `"${name}" can't be the name of ${kind === 'executor' ? 'an' : 'a'} ${kind}.`,
    {
      hint: `Use ${allowed[kind]}, "-" and "_", with a letter first.`,
    },
  );
}
