import { didYouMean, type NameAdvice } from '../config/did-you-mean.ts';
import type { Span } from '../source/span.ts';
import type { Context, Frame } from './context.ts';

/** Names that are listed where none of them is near. */
const mostListed = 8;

/** What is meant, most likely, by a dotted name that nothing declares; `at` is where just that name is written. */
export function undeclaredAdvice(
  name: string,
  at: Span | undefined,
  frame: Frame,
  context: Context,
): NameAdvice {
  const ofPipeline = frame.namespace.isConfig ? context.pipelineParameters : [];
  const full = `pipeline.${name}`;
  if (name.startsWith('parameters.') && ofPipeline.includes(full))
    return {
      hint: `It is a parameter of the pipeline: write ${full}`,
      ...(at !== undefined && { fix: [{ span: at, text: full }] }),
    };
  const isOfPipeline = name.startsWith('pipeline.');
  const known = isOfPipeline ? ofPipeline : [...frame.names, ...ofPipeline];
  return didYouMean(name, known, listed(isOfPipeline ? ofPipeline : frame.names), at);
}

function listed(names: readonly string[]): string | undefined {
  if (names.length === 0) return 'No parameter is declared here.';
  const more = names.length > mostListed ? ', …' : '';
  return `Declared here: ${names.slice(0, mostListed).join(', ')}${more}.`;
}
