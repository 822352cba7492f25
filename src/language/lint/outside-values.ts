import type { Expr } from '../expr/ast.ts';
import { parseTemplate } from '../expr/template.ts';
import type { TemplatePart } from '../expr/parse-template.ts';

/** Pipeline values whose text people choose who need no right to push here, and who chooses it. */
const authors: readonly (readonly [names: RegExp, who: string])[] = [
  [/^git\.branch$/, 'whoever names the branch'],
  [/^git\.commit\.(?:subject|body|author_name|author_email)$/, 'whoever writes the commit'],
  [/^event\.github\.pull_request\.(?:title|head\.ref)$/, 'whoever opens the pull request'],
  [/^event\.github\.ref$/, 'whoever names the branch'],
  [/^event\.github\.comment\.body$/, 'whoever writes the comment'],
  [/^trigger_parameters\.webhook\.body$/, 'whoever calls the webhook'],
  [/^trigger_parameters\.event\.(?:title|description)$/, 'whoever opens the pull request'],
  [
    /^trigger_parameters\.(?:github_app|gitlab|git)\.(?:branch|ref|full_ref|commit_title|commit_message|commit_author_name|commit_author_email|user_name)$/,
    'whoever writes the commit or names the branch',
  ],
];

/** Who chooses the text of a name such as `pipeline.git.branch`; undefined for values that are safe in a script. */
export function outsideAuthor(name: string): string | undefined {
  if (!name.startsWith('pipeline.')) return undefined;
  const field = name.slice('pipeline.'.length);
  return authors.find(([names]) => names.test(field))?.[1];
}

/** A name whose value reaches the text that a template comes to, and the place of its tag. */
export interface ReachingName {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

/** Names whose values a text takes in: not those that are only compared, nor those that only decide. */
export function reachingNames(text: string): readonly ReachingName[] {
  if (!text.includes('<<')) return [];
  const { template } = parseTemplate(text);
  return template === undefined ? [] : template.parts.flatMap(namesOfPart);
}

function namesOfPart(part: TemplatePart): readonly ReachingName[] {
  if (part.kind === 'text') return [];
  if (part.kind === 'section') return part.parts.flatMap(namesOfPart);
  const { offset, length } = part.place;
  return valueNames(part.expression.root).map((name) => ({ name, offset, length }));
}

function valueNames(expr: Expr): readonly string[] {
  if (expr.kind === 'name') return [expr.name];
  return expr.kind === 'and' || expr.kind === 'or'
    ? [...valueNames(expr.left), ...valueNames(expr.right)]
    : [];
}
