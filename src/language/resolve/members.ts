import type { Span } from '../source/span.ts';
import type { Node } from '../tree/node.ts';
import type { CompiledJob } from './resolve-job.ts';
import type { JobType, Origin } from './resolved.ts';

/** One job of one workflow, compiled, not yet named for good. */
export interface Member {
  /** The name it asks for; numbers may be added. */
  readonly name: string;
  /** The job as the workflow lists it; undefined for an entry of our own. */
  readonly job: string | undefined;
  readonly span: Span;
  readonly type: JobType;
  /** Undefined for an approval, and for a job in which something is wrong. */
  readonly compiled: CompiledJob | undefined;
  /** By which name, and to whom, it answers in `requires`: to all of the workflow (`''`) or inside its job-group. */
  readonly visible: { readonly scope: string; readonly name: string } | undefined;
  /** Where the names in its `requires` are looked up. */
  readonly requiresIn: string;
  /** The matrix that it is of. */
  readonly set: MatrixSet | undefined;
  readonly requires: readonly Requirement[];
  /** Requirements that a job-group adds, known by member and not by name. */
  readonly implied: readonly Link[];
  /** Rendered keys that the processed config keeps, in its order. */
  readonly filters: Node | undefined;
  readonly context: Node | undefined;
  readonly serialGroup: string | undefined;
  readonly origin: Origin;
}

/** All members of one matrix, which its alias stands for (WFL-25). */
export interface MatrixSet {
  readonly alias: string;
}

/** An item of `requires`, rendered. */
export interface Requirement {
  readonly name: string;
  /** A status or a list of them; undefined for plain success (WFL-35). */
  readonly statuses: Node | undefined;
  readonly span: Span;
}

/** A requirement whose target is found. */
export interface Link {
  readonly target: Member;
  readonly statuses: Node | undefined;
  readonly span: Span;
}

/** A workflow's members with what each waits for. */
export interface LinkedMember {
  readonly member: Member;
  readonly links: readonly Link[];
}
