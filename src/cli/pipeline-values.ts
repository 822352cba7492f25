import type { Trigger } from '../plan/trigger.ts';
import type { SourceFacts } from '../ports/source-tree.ts';

export type Values = Readonly<Record<string, string | number | boolean>>;

export interface ValueSources {
  readonly facts: SourceFacts;
  readonly trigger: Trigger;
  /** Hash of the commit that the run is about; empty where there is none. */
  readonly revision: string;
  /** Number of the run to be: `pipeline.number`. */
  readonly number: number;
  readonly now: Date;
  /** `--values`: above everything. */
  readonly given: Values;
}

/**
 * Pipeline values of a local run, by name without `pipeline.` (spec: PVL-07 and the list of section 15): what git and
 * the clock tell, as a push of this branch or tag would have them. What nothing tells is absent.
 */
export function pipelineValues(sources: ValueSources): Values {
  const all = { ...identity(sources), ...git(sources), ...commit(sources), ...event(sources) };
  const known = Object.entries(all).filter(([, value]) => value !== '' && value !== undefined);
  return { ...Object.fromEntries(known), ...sources.given } as Values;
}

function identity({ facts, number }: ValueSources): Record<string, string | number> {
  const forge = forgeOf(facts.remoteUrl);
  return {
    number,
    'project.type': forge.type,
    'project.slug': facts.owner === '' ? '' : `${forge.short}/${facts.owner}/${facts.name}`,
    'project.git_url': webUrl(facts.remoteUrl),
    'project.url': webUrl(facts.remoteUrl),
    'config.file_path': '.circleci/config.yml',
    'config.file_type': 'config_file',
  };
}

function git({ facts, trigger, revision }: ValueSources): Record<string, string | boolean> {
  const url = webUrl(facts.remoteUrl);
  return {
    // PVL-03: the one that is not checked out is empty.
    'git.branch': trigger.branch ?? '',
    'git.tag': trigger.tag ?? '',
    'git.branch.is_default': trigger.branch !== undefined && trigger.branch === facts.defaultBranch,
    'git.revision': revision,
    'git.base_revision': facts.baseRevision,
    'git.repo_url': url,
    'git.repo_owner': facts.owner,
    'git.repo_name': facts.name,
    'git.ssh_checkout_url': facts.remoteUrl,
    'git.origin_repo_url': url,
    'git.target_repo_url': url,
    'config.ref': trigger.branch ?? trigger.tag ?? '',
    'config.sha': revision,
    'config.repository.name': facts.name,
    'config.repository.url': url,
    'vcs.type': forgeOf(facts.remoteUrl).type,
    'vcs.revision': revision,
    'vcs.repository_url': url,
  };
}

/** The facts are those of HEAD: of another revision they say nothing. */
function commit({ facts, revision }: ValueSources): Record<string, string> {
  if (revision !== facts.revision) return {};
  return {
    'git.commit.subject': facts.commitSubject,
    'git.commit.body': facts.commitBody,
    'git.commit.author_login': facts.authorName,
    'git.commit.author_name': facts.authorName,
    'git.commit.author_email': facts.authorEmail,
    'git.commit.author_date': facts.authorDate,
  };
}

function event({ trigger, facts, now, revision }: ValueSources): Record<string, string> {
  return {
    trigger_source: trigger.kind === 'api' ? 'api' : 'webhook',
    'trigger.type': trigger.kind === 'api' ? 'api' : 'webhook',
    'trigger.received_at': now.toISOString(),
    'event.name': trigger.kind === 'pull-request' ? 'pull_request' : trigger.kind,
    'event.provider_login': facts.userName,
    'event.github.after': revision,
    'event.github.ref':
      trigger.tag === undefined ? `refs/heads/${trigger.branch ?? ''}` : `refs/tags/${trigger.tag}`,
    'event.github.repository.name': facts.name,
    'event.github.repository.owner.login': facts.owner,
  };
}

function forgeOf(remote: string): { readonly type: string; readonly short: string } {
  if (/bitbucket/i.test(remote)) return { type: 'bitbucket', short: 'bb' };
  if (/gitlab/i.test(remote)) return { type: 'gitlab', short: 'gl' };
  return { type: remote === '' ? '' : 'github', short: 'gh' };
}

/** `git@github.com:acme/shop.git` → `https://github.com/acme/shop`; empty for what is no address of a forge. */
export function webUrl(remote: string): string {
  const ssh = /^(?:ssh:\/\/)?[\w.-]+@([\w.-]+)(?::\d+)?[:/](.+?)(?:\.git)?\/?$/.exec(remote);
  if (ssh !== null) return `https://${ssh[1] ?? ''}/${ssh[2] ?? ''}`;
  const web = /^https?:\/\/(?:[^@/]+@)?([^/]+\/.+?)(?:\.git)?\/?$/.exec(remote);
  return web === null ? '' : `https://${web[1] ?? ''}`;
}
