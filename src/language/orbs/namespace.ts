import type { Definitions } from '../config/ast.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import type { Span } from '../source/span.ts';

/** Where names are looked up: the config, or one orb. Nothing of another namespace is visible but through `orbs`. */
export interface Namespace {
  /** As messages name it: `the config`, `the orb acme/kit@1.0.0`. */
  readonly what: string;
  /** Pipeline parameters are in scope here and nowhere else (TPL-18). */
  readonly isConfig: boolean;
  readonly definitions: Definitions;
  readonly orbs: ReadonlyMap<string, OrbLink>;
  /** What reading definitions found since the last call, for a namespace that reads them when they are used. */
  readonly takeFindings: () => readonly Diagnostic[];
}

/** What an alias of `orbs` leads to. */
export interface OrbLink {
  readonly aliasSpan: Span;
  /** Undefined when the orb could not be had; that is reported already. */
  readonly namespace: Namespace | undefined;
}
