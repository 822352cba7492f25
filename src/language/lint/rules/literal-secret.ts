import type { Rule } from '../rule.ts';

/** Forms that nothing but a secret has, by what their makers say of them. */
const secrets: readonly (readonly [what: string, form: string])[] = [
  ['an AWS access key', String.raw`\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`],
  ['a private key', String.raw`-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----`],
  ['a GitHub token', String.raw`\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b`],
  ['a GitLab token', String.raw`\bglpat-[A-Za-z0-9_-]{20,}\b`],
  ['a Slack token', String.raw`\bxox[abposr]-[0-9]{6,}-[A-Za-z0-9-]{10,}\b`],
  [
    'a Slack webhook',
    String.raw`https://hooks\.slack\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{20,}`,
  ],
  ['an npm token', String.raw`\bnpm_[A-Za-z0-9]{36}\b`],
  ['a Stripe key', String.raw`\b[rs]k_live_[A-Za-z0-9]{20,}\b`],
  ['a Google API key', String.raw`\bAIza[A-Za-z0-9_-]{35}\b`],
  ['a CircleCI token', String.raw`\bCCIPAT_[A-Za-z0-9]{10,}_[a-f0-9]{40}\b`],
];
const anySecret = new RegExp(secrets.map(([, form]) => `(${form})`).join('|'), 'g');

export const literalSecret: Rule = {
  code: 'security/literal-secret',
  explanation:
    'The config is in the repository, and in each fork and clone of it. A secret in it has to be made void and belongs ' +
    'into a context or a variable of the project, which are masked in the logs, too.',
  config({ source: { id: file, text } }, report) {
    for (const match of text.matchAll(anySecret)) {
      const at = match.slice(1).findIndex((group) => group !== undefined);
      if (/EXAMPLE|X{8}|0{8}/i.test(match[0])) continue; // as documentation writes them
      report(
        'security/literal-secret',
        { file, start: match.index, end: match.index + match[0].length },
        `This looks like ${secrets[at]?.[0] ?? 'a secret'}, which everybody with the repository can read.`,
        { hint: 'Make it void, and put the new one into a context: orrery context set NAME KEY' },
      );
    }
  },
};
