import { type PlainValue, exprValue } from './record-scope.ts';
import type { Lookup, Scope } from './scope.ts';

/** A pipeline value as CircleCI's registry lists it (PVL-01). */
export interface PipelineValueInfo {
  readonly type: 'string' | 'integer' | 'boolean';
  /** Day from which it is no longer set, ISO. */
  readonly deprecatedAt?: string;
  readonly replacedBy?: string;
}

const values = new Map<string, PipelineValueInfo>();

interface Group {
  readonly deprecatedAt?: string;
  readonly types?: Readonly<Record<string, PipelineValueInfo['type']>>;
  readonly replacedBy?: Readonly<Record<string, string>>;
}

/** Lists names of one group: `{a,b}` are added to the prefix. Types are string unless told. */
function list(prefix: string, names: string, group: Group = {}): void {
  for (const name of names.split(/\s+/)) {
    const { deprecatedAt, types, replacedBy } = group;
    const replacement = replacedBy?.[name];
    values.set(prefix + name, {
      type: types?.[name] ?? 'string',
      ...(deprecatedAt !== undefined && { deprecatedAt }),
      ...(replacement !== undefined && { replacedBy: replacement }),
    });
  }
}

list('', 'id number name definition.id integration_source config_source', { types: { number: 'integer' } });
list('project.', 'type slug url');
list('project.', 'git_url', { deprecatedAt: '2027-01-01' });
list(
  'git.',
  'tag branch branch.is_default revision base_revision repo_url repo_owner repo_name repo_id ssh_checkout_url origin_repo_id origin_repo_url target_repo_url',
  { types: { 'branch.is_default': 'boolean' } },
);
list('git.commit.', 'url subject body author_login author_name author_email author_avatar_url author_date');
list('git.commit.', 'committer_name committer_email committer_login committer_date', {
  deprecatedAt: '2026-09-01',
});
list('config.', 'repository.name repository.url file_path file_type ref sha');
list('trigger.', 'received_at id type name');
list('', 'trigger_source', { deprecatedAt: '2026-08-01', replacedBy: { trigger_source: 'trigger.type' } });
list('schedule.', 'id');
list('schedule.', 'name', { deprecatedAt: '2027-01-01', replacedBy: { name: 'trigger.name' } });
list('event.', 'name action provider_login provider_actor_id circleci_actor_id');
list(
  'event.github.',
  'after head_commit.url ref label.name comment.body sender.type sender.avatar_url sender.login repository.name repository.owner.login repository.url',
);
list('event.context.github.', 'pr_url sha');
list('event.github.pull_request.', 'base.ref base.sha head.ref head.sha title url draft merged number', {
  types: { draft: 'boolean', merged: 'boolean', number: 'integer' },
});
list('deploy.', 'component_name environment_name namespace target_version current_version reason');
list('trigger_parameters.webhook.', 'body');
list('trigger_parameters.circleci.', 'trigger_type event_time event_type', {
  deprecatedAt: '2026-08-01',
  replacedBy: { trigger_type: 'trigger.type', event_time: 'trigger.received_at', event_type: 'event.name' },
});
list(
  'trigger_parameters.circleci.',
  'event_action config_source_id trigger_id provider_actor_id provider_login provider_name',
  { deprecatedAt: '2026-09-01' },
);
list('trigger_parameters.circleci.', 'actor_id', { deprecatedAt: '2027-01-01' });
list(
  'trigger_parameters.github_app.',
  'ref branch checkout_sha user_id user_name user_username user_avatar repo_name repo_url web_url commit_sha commit_title commit_message commit_timestamp commit_author_name',
  {
    deprecatedAt: '2026-08-01',
    replacedBy: {
      checkout_sha: 'git.revision',
      commit_message: 'git.commit.body',
      commit_sha: 'event.github.after',
      commit_timestamp: 'trigger.received_at',
      commit_title: 'git.commit.subject',
      repo_name: 'event.github.repository.name',
      repo_url: 'event.github.repository.url',
      user_avatar: 'event.github.sender.avatar_url',
      user_name: 'event.github.sender.login',
      user_username: 'event.github.sender.login',
      web_url: 'event.github.repository.url',
    },
  },
);
list(
  'trigger_parameters.github_app.',
  'tag pull_request_draft pull_request_merged action commit_author_email default_branch forced full_ref label_name owner pull_request_head_sha repo_full_name repo_id',
  { deprecatedAt: '2026-09-01' },
);
list(
  'trigger_parameters.gitlab.',
  'type ref branch default_branch checkout_sha user_id user_name user_username user_avatar repo_name repo_url web_url commit_sha commit_title commit_message commit_timestamp commit_author_name commit_author_email x_gitlab_event_id is_fork_merge_request',
  { deprecatedAt: '2027-08-01' },
);
list('trigger_parameters.gitlab.', 'action tag', { deprecatedAt: '2026-09-01' });
list('trigger_parameters.gitlab.', 'project_id', { deprecatedAt: '2027-01-01' });
list('trigger_parameters.git.', 'branch tag ref checkout_sha checkout_url', { deprecatedAt: '2027-01-01' });
list(
  'trigger_parameters.git.',
  'default_branch repo_name repo_owner repo_url author_login author_avatar_url commit_author_name commit_author_email commit_message',
  { deprecatedAt: '2026-09-01' },
);
list('trigger_parameters.event.', 'title description', { deprecatedAt: '2026-09-01' });
list(
  'vcs.',
  'type event_type revision repository_url origin_repository_id origin_repository_url target_repository_id target_repository_url',
  { deprecatedAt: '2026-08-02' },
);

/** Names without `pipeline.`; what is not in it is unknown to CircleCI. */
export const pipelineValues: ReadonlyMap<string, PipelineValueInfo> = values;

/** PVL-07: what a compile without a pipeline stands on. GT-T4 for the project's type. Git values are the caller's. */
const localDefaults = new Map<string, PlainValue>([
  ['id', '00000000-0000-0000-0000-000000000001'],
  ['number', 1],
  ['trigger_source', 'webhook'],
  ['git.branch.is_default', false],
  ['trigger_parameters.circleci.event_time', '2020-01-01T00:00:00Z'],
  ['project.type', 'github'],
]);

/**
 * The names that begin with `pipeline.`. `given` holds values by name without that prefix; a value of an integer or
 * boolean field may be given as text (PVL-02, PVL-08). `parameters` are the pipeline parameters with their defaults
 * bound; leave them out where they are out of scope, as in orbs (TPL-18). Everything else is unknown.
 */
export function pipelineScope(
  given: Readonly<Record<string, PlainValue>>,
  parameters: Readonly<Record<string, PlainValue>> = {},
): Scope {
  const own = (record: Readonly<Record<string, PlainValue>>, key: string): PlainValue | undefined =>
    Object.hasOwn(record, key) ? record[key] : undefined;
  return (name): Lookup => {
    if (!name.startsWith('pipeline.')) return { kind: 'unknown' };
    const field = name.slice('pipeline.'.length);
    if (field.startsWith('parameters.')) {
      const value = own(parameters, field.slice('parameters.'.length));
      return value === undefined ? { kind: 'unknown' } : { kind: 'value', value: exprValue(value) };
    }
    const value = own(given, field) ?? localDefaults.get(field);
    const info = values.get(field);
    if (value === undefined) return info === undefined ? { kind: 'unknown' } : { kind: 'absent' };
    return { kind: 'value', value: exprValue(typed(value, info)) };
  };
}

function typed(value: PlainValue, info: PipelineValueInfo | undefined): PlainValue {
  switch (info?.type) {
    case 'integer':
      return typeof value === 'string' && /^[0-9]{1,15}$/.test(value) ? Number(value) : value;
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'string':
      return String(value);
    default:
      return value;
  }
}

/** All known names, prefix included. */
export function pipelineNames(): readonly string[] {
  return [...values.keys()].map((field) => `pipeline.${field}`);
}
