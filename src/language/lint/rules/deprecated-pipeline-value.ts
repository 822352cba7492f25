import { pipelineValues } from '../../expr/pipeline-values.ts';
import type { Rule } from '../rule.ts';

/** PVL-01: the registry says until when a value is set. */
export const deprecatedPipelineValue: Rule = {
  code: 'deprecated/pipeline-value',
  explanation:
    'CircleCI’s registry of pipeline values gives some a day from which they need no longer be set. What is not set is ' +
    'empty, without an error.',
  config({ source: { id: file, text } }, report) {
    for (const match of text.matchAll(/\bpipeline\.([a-z_]+(?:\.[a-z_]+)+|trigger_source)\b/g)) {
      const info = pipelineValues.get(match[1] ?? '');
      if (info?.deprecatedAt === undefined || !isRead(text, match.index)) continue;
      const { deprecatedAt, replacedBy } = info;
      report(
        'deprecated/pipeline-value',
        { file, start: match.index, end: match.index + match[0].length },
        `"${match[0]}" is deprecated as of ${deprecatedAt}.`,
        replacedBy === undefined ? {} : { hint: `Use pipeline.${replacedBy}` },
      );
    }
  },
};

/** In a tag, or in a condition or filter that is an expression; not in a comment, nor in plain text. */
function isRead(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
  if (/(?:^|\s)#/.test(line)) return false;
  const opened = text.lastIndexOf('<<', at);
  if (opened >= 0 && at - opened < 2_048 && !text.slice(opened, at).includes('>>')) return true;
  return /\b(?:when|unless|condition|filters)["']?:/.test(line);
}
