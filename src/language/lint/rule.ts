import type { ConfigAst, JobAst, StepAst, WorkflowAst } from '../config/ast.ts';
import type { Report } from '../source/diagnostic.ts';
import type { DiagnosticCode } from '../source/codes.ts';
import type { Node } from '../tree/node.ts';

/** Whose condition it is, in messages: `the workflow "main"`, `a when step`. */
export interface ConditionSite {
  readonly condition: Node;
  readonly what: string;
}

/**
 * A check of a config that compiles: what is allowed, and hardly meant. One rule, one job: it says what it looks at by
 * the callbacks it has, and reports under its own code. Orbs are not looked at, for their users can't change them.
 */
export interface Rule {
  /** Its findings' code, which is its name. */
  readonly code: DiagnosticCode;
  /** Why it matters, for the docs. */
  readonly explanation: string;
  readonly workflow?: (workflow: WorkflowAst, report: Report) => void;
  readonly job?: (job: JobAst, report: Report) => void;
  readonly step?: (step: StepAst, report: Report) => void;
  readonly condition?: (site: ConditionSite, report: Report) => void;
}

/** Takes each rule through the config. Findings of a rule are warnings unless it says otherwise. */
export function lintConfig(config: ConfigAst, rules: readonly Rule[], report: Report): void {
  const asWarning: Report = (code, span, message, extras) =>
    report(code, span, message, { severity: 'warning', ...extras });
  for (const rule of rules) visitConfig(config, rule, asWarning);
}

function visitConfig(config: ConfigAst, rule: Rule, report: Report): void {
  for (const workflow of config.workflows) {
    rule.workflow?.(workflow, report);
    for (const condition of [workflow.when, workflow.unless])
      if (condition !== undefined)
        rule.condition?.({ condition, what: `the workflow "${workflow.name}"` }, report);
  }
  const { commands, jobs } = config.definitions;
  for (const name of jobs.names) {
    const job = jobs.find(name);
    if (job?.kind !== 'job') continue;
    rule.job?.(job, report);
    visitSteps(job.steps ?? [], rule, report);
  }
  for (const name of commands.names) {
    const command = commands.find(name);
    if (command?.kind === 'command') visitSteps(command.steps, rule, report);
  }
}

function visitSteps(steps: readonly StepAst[], rule: Rule, report: Report): void {
  for (const step of steps) {
    rule.step?.(step, report);
    if (step.kind !== 'when' && step.kind !== 'unless') continue;
    rule.condition?.(
      { condition: step.condition, what: `a${step.kind === 'unless' ? 'n' : ''} ${step.kind} step` },
      report,
    );
    visitSteps(step.steps, rule, report);
  }
}
