import { parseTemplate } from '../expr/template.ts';
import type { Related } from '../source/diagnostic.ts';
import type { Span } from '../source/span.ts';
import type { Context, Frame, ValueSource } from './context.ts';

const words: Readonly<Record<ValueSource['kind'], string>> = {
  argument: 'the value of',
  default: 'the default of',
  matrix: 'the value of the matrix parameter',
  pipeline: 'the pipeline parameter',
};

/** A tag stands on a few dozen characters; a longer text is one that holds tags among others. */
const longestTag = 200;
/** Values that are passed on from call to call. */
const mostPlaces = 8;

/**
 * Where the values are written that the tags at `span` come to, from call to call: the last is where a person wrote
 * one. Empty where no tag stands.
 */
export function valuePlaces(span: Span, frame: Frame, context: Context): readonly Related[] {
  const found: Related[] = [];
  collect(span, frame, context, found);
  return found;
}

function collect(span: Span, frame: Frame, context: Context, found: Related[]): void {
  if (found.length >= mostPlaces || span.end - span.start > longestTag) return;
  const text = context.files.get(span.file)?.text.slice(span.start, span.end) ?? '';
  if (!text.includes('<<')) return;
  for (const { name } of parseTemplate(text).template?.names ?? []) {
    const source = frame.sources.get(name);
    if (source === undefined || found.some((f) => f.span === source.span)) continue;
    found.push({
      span: source.span,
      message: `${words[source.kind]} "${name.slice(name.lastIndexOf('.') + 1)}" stands here`,
    });
    if (source.frame !== undefined) collect(source.span, source.frame, context, found);
  }
}
