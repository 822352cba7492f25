import type { Rule } from './rule.ts';
import { alwaysTrue } from './rules/always-true.ts';
import { cacheKeyTooLong } from './rules/cache-key-too-long.ts';
import { cacheNeverSaved } from './rules/cache-never-saved.ts';
import { constantCacheKey } from './rules/constant-cache-key.ts';
import { deprecatedBranches } from './rules/deprecated-branches.ts';
import { deprecatedDeployStep } from './rules/deprecated-deploy-step.ts';
import { deprecatedImage } from './rules/deprecated-image.ts';
import { deprecatedMachineTrue } from './rules/deprecated-machine-true.ts';
import { deprecatedPipelineValue } from './rules/deprecated-pipeline-value.ts';
import { deprecatedRemoteDockerVersion } from './rules/deprecated-remote-docker-version.ts';
import { deprecatedVersion } from './rules/deprecated-version.ts';
import { dockerWithoutRemote } from './rules/docker-without-remote.ts';
import { emptyComparison } from './rules/empty-comparison.ts';
import { endOfLifeImage } from './rules/end-of-life-image.ts';
import { filterNeverMatches } from './rules/filter-never-matches.ts';
import { neverRuns, tagFilterUpstream } from './rules/filtered-jobs.ts';
import { forkContext } from './rules/fork-context.ts';
import { literalSecret } from './rules/literal-secret.ts';
import { notExpanded } from './rules/not-expanded.ts';
import { orbUnstableVersion } from './rules/orb-unstable-version.ts';
import { parallelismUnused } from './rules/parallelism-unused.ts';
import { remoteDockerNeedless } from './rules/remote-docker-needless.ts';
import { resourceClass } from './rules/resource-class.ts';
import { resultsBeforeTests } from './rules/results-before-tests.ts';
import { scheduleCron } from './rules/schedule-cron.ts';
import { scheduleInSetup } from './rules/schedule-in-setup.ts';
import { scriptInjection } from './rules/script-injection.ts';
import { shellOptions } from './rules/shell-options.ts';
import { slashedPattern } from './rules/slashed-pattern.ts';
import { truthyOperand } from './rules/truthy-operand.ts';
import { typeMismatch } from './rules/type-mismatch.ts';
import { unusedParameter } from './rules/unused-parameter.ts';
import { unusedCommand, unusedExecutor, unusedJob, unusedOrb } from './rules/unused.ts';
import { workingDirectory } from './rules/working-directory.ts';
import { workspaceNeverAttached, workspaceNothingPersisted } from './rules/workspace.ts';
import { yamlValue } from './rules/yaml-value.ts';

/** All rules, by code. */
export const rules: readonly Rule[] = [
  constantCacheKey,
  cacheKeyTooLong,
  cacheNeverSaved,
  alwaysTrue,
  emptyComparison,
  slashedPattern,
  truthyOperand,
  typeMismatch,
  deprecatedBranches,
  deprecatedDeployStep,
  deprecatedImage,
  deprecatedMachineTrue,
  deprecatedPipelineValue,
  deprecatedRemoteDockerVersion,
  deprecatedVersion,
  notExpanded,
  yamlValue,
  filterNeverMatches,
  endOfLifeImage,
  parallelismUnused,
  resourceClass,
  workingDirectory,
  orbUnstableVersion,
  scheduleCron,
  scheduleInSetup,
  forkContext,
  literalSecret,
  scriptInjection,
  dockerWithoutRemote,
  remoteDockerNeedless,
  resultsBeforeTests,
  shellOptions,
  unusedCommand,
  unusedExecutor,
  unusedJob,
  unusedOrb,
  unusedParameter,
  neverRuns,
  tagFilterUpstream,
  workspaceNeverAttached,
  workspaceNothingPersisted,
];

/**
 * A config of version 2 hears of its version, and of secrets; what else could be said of it is worth saying when it is
 * of version 2.1. A processed config is of version 2 as well, and nobody wrote it.
 */
export const rulesForVersion2: readonly Rule[] = [deprecatedVersion, literalSecret];
