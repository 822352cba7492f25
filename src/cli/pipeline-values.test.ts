import { describe, expect, it } from 'vitest';
import { fakeFacts } from '../ports/source-tree-fake.ts';
import { pipelineValues, webUrl } from './pipeline-values.ts';

const facts = {
  ...fakeFacts,
  commitSubject: 'first',
  authorDate: '2026-03-01T12:00:00Z',
  userName: 'Lee',
};
const sources = {
  facts,
  trigger: { kind: 'push', branch: 'main' },
  revision: facts.revision,
  number: 7,
  now: new Date('2026-03-02T00:00:00Z'),
  given: {},
} as const;

describe('pipeline values', () => {
  it('tell what git knows, with the types of the cloud', () => {
    expect(pipelineValues(sources)).toMatchObject({
      number: 7,
      'project.slug': 'gh/acme/shop',
      'project.git_url': 'https://github.com/acme/shop',
      'git.branch': 'main',
      'git.branch.is_default': true,
      'git.revision': facts.revision,
      'git.repo_owner': 'acme',
      'git.commit.subject': 'first',
      'event.name': 'push',
      'trigger.received_at': '2026-03-02T00:00:00.000Z',
    });
  });

  it('have no branch on a tag, and nothing that is empty', () => {
    const values = pipelineValues({ ...sources, trigger: { kind: 'push', tag: 'v1' } });
    expect(values).toMatchObject({ 'git.tag': 'v1', 'git.branch.is_default': false });
    expect(values).not.toHaveProperty('git.branch');
    expect(values).not.toHaveProperty('git.commit.body');
  });

  it('say nothing of the commit of another revision', () => {
    const values = pipelineValues({ ...sources, revision: 'c'.repeat(40) });
    expect(values).toHaveProperty('git.revision', 'c'.repeat(40));
    expect(values).not.toHaveProperty('git.commit.subject');
  });

  it('give way to those given', () => {
    expect(pipelineValues({ ...sources, given: { number: 99, 'git.branch': 'x' } })).toMatchObject({
      number: 99,
      'git.branch': 'x',
    });
  });
});

it.each([
  ['git@github.com:acme/shop.git', 'https://github.com/acme/shop'],
  ['ssh://git@gitlab.example.org:2222/group/sub/shop.git', 'https://gitlab.example.org/group/sub/shop'],
  ['https://user:token@github.com/acme/shop.git', 'https://github.com/acme/shop'],
  ['https://bitbucket.org/acme/shop/', 'https://bitbucket.org/acme/shop'],
  ['/srv/git/shop.git', ''],
  ['', ''],
])('%s is %s on the web', (remote, url) => expect(webUrl(remote)).toBe(url));
