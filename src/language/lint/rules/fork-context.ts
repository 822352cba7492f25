import { compileRegex } from '../../expr/regex.ts';
import type { Rule } from '../rule.ts';

/** WFL-51: a pull request from a fork is built on the branch `pull/N`. */
export const forkContext: Rule = {
  code: 'security/fork-context',
  words: ['context'],
  explanation:
    'A branch filter such as `/pull\\/.*/` is for pull requests from forks. With a context, that job has its secrets ' +
    'while it runs what a stranger wrote, if the project passes secrets to builds of forks.',
  compiled({ workflows }, report) {
    for (const { jobs } of workflows)
      for (const { name, contexts, filters, origin } of jobs) {
        if (contexts.length === 0 || filters?.kind !== 'refs') continue;
        const forForks = filters.branches?.only?.find(isForForks);
        if (forForks === undefined) continue;
        report(
          'security/fork-context',
          origin.span,
          `"${name}" runs for forks (${forForks}) and has the context "${contexts.join('", "')}".`,
          { hint: 'Do what needs the context in a job of its own, without that branch.' },
        );
      }
  },
};

/** It fits fork branches and, unlike a pattern for all, no others. */
function isForForks(ref: string): boolean {
  if (/^pull\/\d+$/.test(ref)) return true;
  const outcome = /^\/.*\/$/s.test(ref) ? compileRegex(ref.slice(1, -1)) : undefined;
  if (outcome?.kind !== 'regex') return false;
  const fits = (name: string): boolean => outcome.regex.matches(name);
  return fits('pull/1') && fits('pull/123') && !['main', 'feature/a', 'x-1'].some(fits);
}
