import { userInfo } from 'node:os';
import { basename } from 'node:path';
import type { SourceFacts } from '../../ports/source-tree.ts';
import { type ConfigEntry, readConfigList } from './git-config.ts';
import type { Place } from './place.ts';
import { repositoryName, withoutCredentials } from './remote-url.ts';

export function plainFacts(root: string): SourceFacts {
  return {
    root,
    isRepository: false,
    branch: '',
    defaultBranch: '',
    tag: '',
    revision: '',
    baseRevision: '',
    remoteUrl: '',
    owner: '',
    name: basename(root),
    commitSubject: '',
    commitBody: '',
    authorName: '',
    authorEmail: '',
    authorDate: '',
    userName: loginName(),
  };
}

/** Asks git all at once: each start of it takes a few milliseconds, and a run waits for the answers. */
export async function repositoryFacts({ git, root }: Place): Promise<SourceFacts> {
  const [head, log, config, tags, refs] = await Promise.all([
    git.text(['symbolic-ref', '-q', 'HEAD']),
    git.text(['log', '-1', '--no-show-signature', '--no-color', `--format=${logFields.join('%x00')}`]),
    git.text(['config', '--list', '-z']),
    git.text([
      'for-each-ref',
      '--points-at=HEAD',
      '--sort=-creatordate',
      '--format=%(refname:strip=2)',
      'refs/tags',
    ]),
    git.text(['for-each-ref', '--format=%(refname) %(symref)', 'refs/heads', 'refs/remotes/*/HEAD']),
  ]);
  const settings = readConfigList(config);
  const branch = head.replace(/^refs\/heads\//, '');
  const [
    revision = '',
    parents = '',
    authorName = '',
    authorEmail = '',
    authorDate = '',
    commitSubject = '',
    body = '',
  ] = log.split('\0');
  const remote = remoteOf(settings, branch);
  const remoteUrl = withoutCredentials(valueOf(settings, `remote.${remote}.url`) ?? '');
  const named = repositoryName(remoteUrl);
  return {
    root,
    isRepository: true,
    branch,
    defaultBranch: defaultBranch(refs, remote, valueOf(settings, 'init.defaultbranch'), branch),
    tag: tags.split('\n')[0] ?? '',
    revision,
    baseRevision: parents.split(' ')[0] ?? '',
    remoteUrl,
    owner: named.owner,
    name: named.name || basename(root),
    commitSubject,
    commitBody: body.trimEnd(),
    authorName,
    authorEmail,
    authorDate,
    userName: valueOf(settings, 'user.name') || loginName(),
  };
}

const logFields = ['%H', '%P', '%an', '%ae', '%aI', '%s', '%b'];

/** The last one that git lists counts: that of the repository before the user's. */
function valueOf(settings: readonly ConfigEntry[], key: string): string | undefined {
  return settings.findLast(([other]) => other === key)?.[1];
}

/** The remote that the branch follows, else `origin`, else the only one. */
function remoteOf(settings: readonly ConfigEntry[], branch: string): string {
  const names = settings.flatMap(([key]) => /^remote\.(.+)\.url$/.exec(key)?.[1] ?? []);
  const followed = valueOf(settings, `branch.${branch}.remote`);
  if (followed !== undefined && names.includes(followed)) return followed;
  return names.includes('origin') ? 'origin' : (names[0] ?? '');
}

/** What the remote calls its HEAD; where that is not known, a branch of a usual name; else the present one. */
function defaultBranch(refs: string, remote: string, initial: string | undefined, branch: string): string {
  const lines = new Map(
    refs.split('\n').map((line): [string, string] => {
      const [name = '', target = ''] = line.split(' ');
      return [name, target];
    }),
  );
  const known = lines.get(`refs/remotes/${remote}/HEAD`) ?? '';
  if (known !== '') return known.replace(`refs/remotes/${remote}/`, '');
  const usual = [initial ?? '', 'main', 'master'].find(
    (name) => name !== '' && lines.has(`refs/heads/${name}`),
  );
  return usual ?? branch;
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env['USER'] ?? ''; // a container's user that no passwd file knows
  }
}
