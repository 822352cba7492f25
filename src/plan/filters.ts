import {
  type RefFilter,
  type ResolvedFilters,
  type Scope,
  compileRegex,
  evaluateExpression,
  isTrueInExpression,
} from '../language/index.ts';

/** What a pipeline runs on. */
export interface Ref {
  readonly kind: 'branch' | 'tag';
  readonly name: string;
}

/**
 * Why a job's filters keep it from running on a ref, in plain words that follow "does not run because"; undefined
 * when they let it run. A job without filters runs on every branch and on no tag (WFL-47).
 */
export function filteredOutBecause(
  filters: ResolvedFilters | undefined,
  ref: Ref,
  scope: Scope,
): string | undefined {
  if (filters?.kind === 'expression') return expressionRefuses(filters.expression, scope);
  const filter = ref.kind === 'branch' ? filters?.branches : filters?.tags;
  // WFL-48: tags alone restrict no branch.
  if (filter === undefined || (filter.only === undefined && filter.ignore === undefined))
    return ref.kind === 'branch' ? undefined : 'it has no tag filter, and without one no job runs on a tag';
  return refRefused(filter, ref);
}

/** WFL-50: no defaults apply; only the expression decides. */
function expressionRefuses(expression: string, scope: Scope): string | undefined {
  const outcome = evaluateExpression(expression, scope);
  if (outcome.kind === 'error') return `its filter "${expression}" cannot be decided: ${outcome.message}`;
  return isTrueInExpression(outcome) ? undefined : `its filter is false: ${expression}`;
}

/** Of `only` and `ignore`, `only` decides where both are given (WFL-49). */
export function refRefused(filter: RefFilter, ref: Ref): string | undefined {
  const { only, ignore } = filter;
  const patterns = only ?? ignore ?? [];
  for (const pattern of patterns) {
    const invalid = patternError(pattern);
    if (invalid !== undefined) return `its ${ref.kind} filter ${pattern} is not valid: ${invalid}`;
  }
  const isListed = patterns.some((pattern) => matchesRef(pattern, ref.name));
  if (only !== undefined)
    return isListed ? undefined : `its ${ref.kind} filter takes only ${joined(only)}, not ${ref.name}`;
  return isListed ? `its ${ref.kind} filter ignores ${ref.name}` : undefined;
}

/** WFL-46: between slashes a regular expression for the whole name, otherwise the name itself. */
export function matchesRef(pattern: string, name: string): boolean {
  const source = regexSource(pattern);
  if (source === undefined) return pattern === name;
  const outcome = compileRegex(source);
  return outcome.kind === 'regex' && outcome.regex.matches(name);
}

function patternError(pattern: string): string | undefined {
  const source = regexSource(pattern);
  if (source === undefined) return undefined;
  const outcome = compileRegex(source);
  return outcome.kind === 'error' ? outcome.message : undefined;
}

function regexSource(pattern: string): string | undefined {
  return pattern.length >= 2 && pattern.startsWith('/') && pattern.endsWith('/')
    ? pattern.slice(1, -1)
    : undefined;
}

function joined(patterns: readonly string[]): string {
  return patterns.length === 0 ? 'nothing' : patterns.join(', ');
}
