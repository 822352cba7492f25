import type { SourceFacts } from '../ports/source-tree.ts';
import type { Trigger } from '../plan/trigger.ts';
import type { Variables } from './environment.ts';
import { nameUuid, urlNamespace } from './name-uuid.ts';

/** What the built-in variables of one execution tell of. */
export interface BuiltInFacts {
  readonly runId: string;
  readonly pipelineNumber: number;
  readonly trigger: Trigger;
  readonly source: SourceFacts;
  /** Commit that the job counts as building. */
  readonly revision: string;
  /** Name of the workflow, and its attempt: `main`, `main#2`. */
  readonly workflow: string;
  readonly workflowAttempt: string;
  readonly jobKey: string;
  readonly jobName: string;
  readonly jobNumber: number;
  readonly nodeIndex: number;
  readonly nodeTotal: number;
  /** As written. */
  readonly workingDirectory: string;
  /** Of a job of the setup phase (DYN-03). */
  readonly continuationKey: string | undefined;
}

/**
 * The variables of section 14. Absent are those that have no value here (ENV-07): the tag on a branch and the branch on
 * a tag (ENV-08), pull requests, OIDC tokens. `BASH_ENV` and `CIRCLE_INTERNAL_TASK_DATA` come from the sandbox.
 * Ids are made from names: a workflow's is one for each attempt, the workspace's stays over reruns.
 */
export function builtInVariables(facts: BuiltInFacts): Variables {
  const { runId, source, trigger } = facts;
  const variables: Record<string, string> = {
    CI: 'true',
    CIRCLECI: 'true',
    ORRERY: 'true',
    CIRCLE_BRANCH: trigger.tag === undefined ? (trigger.branch ?? '') : '',
    CIRCLE_TAG: trigger.tag ?? '',
    CIRCLE_BUILD_NUM: String(facts.jobNumber),
    CIRCLE_PREVIOUS_BUILD_NUM: facts.jobNumber > 1 ? String(facts.jobNumber - 1) : '',
    CIRCLE_BUILD_URL: `orrery://runs/${facts.pipelineNumber}/jobs/${facts.jobNumber}`,
    CIRCLE_JOB: facts.jobName,
    CIRCLE_NODE_INDEX: String(facts.nodeIndex),
    CIRCLE_NODE_TOTAL: String(facts.nodeTotal),
    CIRCLE_ORGANIZATION_ID: nameUuid(urlNamespace, 'organization', source.owner || source.root),
    CIRCLE_PROJECT_ID: nameUuid(urlNamespace, 'project', ...projectNames(source)),
    CIRCLE_PIPELINE_ID: runId,
    CIRCLE_WORKFLOW_ID: nameUuid(runId, 'workflow', facts.workflowAttempt),
    CIRCLE_WORKFLOW_JOB_ID: nameUuid(runId, 'job', facts.jobKey),
    CIRCLE_WORKFLOW_WORKSPACE_ID: nameUuid(runId, 'workspace', facts.workflow),
    CIRCLE_PROJECT_REPONAME: source.name,
    CIRCLE_PROJECT_USERNAME: source.owner,
    CIRCLE_REPOSITORY_URL: source.remoteUrl,
    CIRCLE_SHA1: facts.revision,
    CIRCLE_USERNAME: source.userName,
    CIRCLE_WORKING_DIRECTORY: facts.workingDirectory,
    CIRCLE_CONTINUATION_KEY: facts.continuationKey ?? '',
  };
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
}

function projectNames(source: SourceFacts): readonly string[] {
  return source.name === '' ? [source.root] : [source.owner, source.name];
}
