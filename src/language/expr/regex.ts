import { RE2JS, RE2JSException } from 're2js';

/** A regular expression in RE2's dialect (LOG-07), which takes time linear in the text whatever the pattern. */
export interface Regex {
  readonly source: string;
  /** Whether it fits the whole text; `^` and `$` are allowed and change nothing (LOG-06, EXP-06, WFL-46). */
  matches(text: string): boolean;
}

export type RegexOutcome =
  | { readonly kind: 'regex'; readonly regex: Regex }
  | { readonly kind: 'error'; readonly message: string };

const known = new Map<string, RegexOutcome>();
const mostKnown = 1_000;

/** Look-around, back-references and possessive quantifiers are errors, as they are in RE2. */
export function compileRegex(source: string): RegexOutcome {
  const before = known.get(source);
  if (before !== undefined) return before;
  const outcome = compile(source);
  if (known.size >= mostKnown) known.clear();
  known.set(source, outcome);
  return outcome;
}

function compile(source: string): RegexOutcome {
  try {
    const pattern = RE2JS.compile(source);
    return { kind: 'regex', regex: { source, matches: (text) => pattern.matches(text) } };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { kind: 'error', message: error.message.replace(/^error parsing regexp: /, '') };
  }
}

/** The message that a pattern that does not compile deserves, for conditions and filters. */
export function invalidRegexMessage(source: string, message: string): string {
  return `Invalid regular expression: ${source}: ${message}.`;
}
