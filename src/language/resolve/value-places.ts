import { parseTemplate } from '../expr/template.ts';
import type { Related } from '../source/diagnostic.ts';
import type { Span } from '../source/span.ts';
import type { Context, Frame, ValueSource } from './context.ts';

const words: Readonly<Record<ValueSource['kind'], string>> = {
  argument: 'the value of',
  default: 'the default of',
  matrix: 'the value of the matrix parameter',
  pipeline: 'the pipeline parameter',
  broken: 'the parameter',
};

/** An argument that is itself a tag hands on what was given further out. */
function messageOf({ kind, span }: ValueSource, path: string, context: Context): string {
  const name = path.slice(path.lastIndexOf('.') + 1);
  return kind === 'argument' && textAt(span, context).includes('<<')
    ? `"${name}" is passed on here`
    : `${words[kind]} "${name}" stands here`;
}

function textAt({ file, start, end }: Span, context: Context): string {
  return context.files.get(file)?.text.slice(start, end) ?? '';
}

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
  const text = textAt(span, context);
  if (!text.includes('<<')) return;
  for (const { name } of parseTemplate(text).template?.names ?? []) {
    const source = frame.sources.get(name);
    if (source === undefined || found.some((f) => f.span === source.span)) continue;
    found.push({ span: source.span, message: messageOf(source, name, context) });
    if (source.frame !== undefined) collect(source.span, source.frame, context, found);
  }
}
