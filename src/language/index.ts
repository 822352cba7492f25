/** The compiler's door: what other rooms may know of the language. */
export { compile, type Compiled, type CompileInputs, type CompileOutcome } from './compile.ts';
export { mendConfig, type MendedFinding } from './mend-config.ts';
export type { PackFile } from './pack/pack-file.ts';
export { packFiles, type PackOutcome } from './pack/pack-files.ts';
export { printPacked } from './pack/print-packed.ts';
export type { CheckLevel } from './source/check-levels.ts';
export type { SourceFile } from './source/source-file.ts';
export { printProcessed } from './resolve/print-processed.ts';
export { printTraced } from './resolve/print-traced.ts';
export { traceSteps } from './resolve/trace.ts';
export { pickVersion } from './orbs/pick-version.ts';
export type {
  EnvironmentEntry,
  JobType,
  Origin,
  RefFilter,
  RequirableStatus,
  ResolvedConfig,
  ResolvedExecutor,
  ResolvedFilters,
  ResolvedImage,
  ResolvedJob,
  ResolvedOrb,
  ResolvedRequirement,
  ResolvedSchedule,
  ResolvedStep,
  ResolvedWorkflow,
  ResolvedWorkflowJob,
  RunStep,
  StepWhen,
} from './resolve/resolved.ts';
export {
  hasPlainName,
  isExactVersion,
  isLoopback,
  type OrbRef,
  orbText,
  parseOrbRef,
} from './orbs/orb-ref.ts';
export type { FetchedOrb, FetchedUrlOrb, OrbRefusal, OrbRequest } from './orbs/orb-source.ts';
export { evaluateExpression, isTrueInExpression, type ExprOutcome } from './expr/evaluate.ts';
export { pipelineScope } from './expr/pipeline-values.ts';
export { type PlainValue, recordScope } from './expr/record-scope.ts';
export { compileRegex } from './expr/regex.ts';
export type { ExprValue, Scope } from './expr/scope.ts';
export { describeOrb, type OrbDescription, type OrbElement, type OrbParameter } from './describe-orb.ts';
export { checkOrb, type OrbCheck } from './orb-check/check-orb.ts';
export { plainYaml } from './plain-yaml.ts';
export { nearest } from './source/nearest.ts';
