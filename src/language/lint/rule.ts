import type { JobAst, Parameters, StepAst, WorkflowAst, WorkflowJobAst } from '../config/ast.ts';
import type { DiagnosticCode } from '../source/codes.ts';
import type { Report } from '../source/diagnostic.ts';
import type { Entry, MapNode, Node } from '../tree/node.ts';
import type { CompiledFacts, ConfigFacts } from './facts.ts';

/** Where a condition stands decides how it is read: a step's text is an expression only with a dotted name (EXP-16). */
export type ConditionPlace = 'workflow' | 'step' | 'filter';

/** Whose condition it is, in messages: `the workflow "main"`, `a when step`. */
export interface ConditionSite {
  readonly condition: Node;
  readonly what: string;
  readonly place: ConditionPlace;
  /** Those of the job or command that it stands in. */
  readonly parameters: Parameters;
}

/**
 * A check of a config that can be read: what is allowed, and hardly meant. One rule, one job: it says what it looks at
 * by the callbacks it has, and reports under its own code. Orbs are not looked at, for their users can't change them:
 * what a rule reports outside the config itself is dropped.
 */
export interface Rule {
  /** Its findings' code, which is its name. */
  readonly code: DiagnosticCode;
  /** What its findings are, unless they say otherwise; default warning. Hints are for what may well be meant. */
  readonly severity?: 'hint';
  /** Words of which one stands in each config that it has to do with: without, it is not asked at all. */
  readonly words?: readonly string[];
  /** Why it matters, for the docs. */
  readonly explanation: string;
  readonly workflow?: (workflow: WorkflowAst, report: Report, facts: ConfigFacts) => void;
  /** A job of a workflow or of a job-group. */
  readonly entry?: (entry: WorkflowJobAst, report: Report, facts: ConfigFacts) => void;
  readonly job?: (job: JobAst, report: Report, facts: ConfigFacts) => void;
  /** What a job or an executor says about where and how steps run; `what` names it. */
  readonly place?: (body: MapNode, what: string, report: Report) => void;
  readonly step?: (step: StepAst, report: Report, facts: ConfigFacts) => void;
  readonly condition?: (site: ConditionSite, report: Report, facts: ConfigFacts) => void;
  /** A variable of a job, an executor, an image or a run step. */
  readonly variable?: (entry: Entry, report: Report) => void;
  /** The config as a whole, once. */
  readonly config?: (facts: ConfigFacts, report: Report) => void;
  /** What it compiles to, once; not called when it has errors. */
  readonly compiled?: (facts: CompiledFacts, report: Report) => void;
}
