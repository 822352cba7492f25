import { bracketed, quoted, unquoted, type ValueAdvice } from '../tree/mend-value.ts';
import type { Node } from '../tree/node.ts';
import type { ParameterAst } from './ast.ts';
import { didYouMean } from './did-you-mean.ts';

/**
 * What mends a value that is not of the parameter's type. PAR-12, PAR-14: the usual mistakes are quotes too few and
 * quotes too many; of an enum a slip in one of its members.
 */
export function parameterAdvice(
  { type, members }: Pick<ParameterAst, 'type' | 'members'>,
  node: Node,
): ValueAdvice {
  if (type === 'boolean' || type === 'integer') return unquoted(node, type);
  if (type === 'steps') return bracketed(node);
  if (type !== 'enum' || node.kind !== 'scalar' || members.includes(node.text)) return quoted(node);
  const isWritten = !node.quoted && node.span.end - node.span.start === node.text.length;
  return didYouMean(node.text, members, undefined, isWritten ? node.span : undefined);
}
