import type { FileId, Span } from '../source/span.ts';
import type { Origin } from './resolved.ts';

/** A call on the way to a place: where it is written, and what is called. */
export interface Call {
  readonly span: Span;
  /** `the command "install"`. */
  readonly what: string;
}

/** Calls that are told of one finding: the nearest ones. */
const mostCalls = 5;

/**
 * The calls through which `at` was reached, the nearest first. The workflow is none of them, nor is a call that holds
 * the place itself.
 */
export function callsTo(origin: Origin, at: Span, config: FileId): readonly Call[] {
  const calls: Call[] = [];
  for (let o: Origin | undefined = origin; o?.calledFrom !== undefined; o = o.calledFrom) {
    const { span, what, calledFrom } = o;
    // A job that runs without a workflow stands for one itself (DOC-14).
    if (span.start === calledFrom.span.start && span.file === calledFrom.span.file) continue;
    const holdsIt = span.file === at.file && span.start <= at.start && at.end <= span.end;
    if (!holdsIt && what !== undefined) calls.push({ span, what });
  }
  // In an orb the config's own call is told in any case.
  const first = calls.findIndex((c) => c.span.file === config);
  return calls.slice(0, Math.max(mostCalls, first + 1));
}
