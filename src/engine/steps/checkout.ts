import type { ResolvedStep } from '../../language/index.ts';
import type { JobSandbox } from '../../ports/executor.ts';
import type { SourceSelection } from '../../ports/source-tree.ts';
import { abortable, formatBytes, metered } from '../bytes.ts';
import { resolveInSandbox } from '../sandbox-path.ts';
import { entryPath, readTar } from '../tar.ts';
import { type StepContext, type StepEnd, StepFailure, success } from './step-context.ts';

type CheckoutStep = Extract<ResolvedStep, { readonly kind: 'checkout' }>;

/**
 * STP-20: the project's files, with a `.git` that works, into the working directory or `path`. An existing repository is
 * brought up to date; any other folder that is not empty is refused. What `method` and `depth` save on the network costs
 * nothing here: the whole history comes along.
 */
export async function checkout(step: CheckoutStep, context: StepContext): Promise<StepEnd> {
  const { session, sandbox, log } = context;
  const { checkout: selected } = session.pipeline.options;
  const target = resolveInSandbox(step.path ?? '.', sandbox);
  if (selected.kind === 'bind' && target === sandbox.workingDirectory) {
    log.say(`The working directory is ${session.pipeline.facts.root} itself (--bind): nothing to check out.`);
    return success;
  }
  await refuseForeignFolder(sandbox, target);
  await copySource(selected.kind === 'bind' ? { kind: 'tree' } : selected, target, context);
  return success;
}

async function copySource(selection: SourceSelection, target: string, context: StepContext): Promise<void> {
  const { session, sandbox, log, key, signal } = context;
  const { source } = session.ports;
  log.say(describe(selection, context));
  let sizeBytes = 0;
  const archive = source.archive(selection, (path, reason) => log.say(`Left out ${path}: ${reason}`));
  const told = (doneBytes: number): void => {
    sizeBytes = doneBytes;
    session.listener.transfer(key, 'checkout', doneBytes, 0);
  };
  await sandbox.copyIn(target, metered(abortable(archive, signal), told));
  log.say(`${formatBytes(sizeBytes)} checked out to ${target}`);
}

function describe(selection: SourceSelection, { session }: StepContext): string {
  const { facts, trigger } = session.pipeline;
  if (selection.kind === 'commit') return `Checking out commit ${selection.revision}`;
  const ref = trigger.tag ?? trigger.branch ?? facts.branch;
  const at = facts.revision === '' ? 'no commit yet' : `${ref} at ${facts.revision}`;
  return `Checking out the working tree of ${facts.root} (${at}), with changes that are not committed`;
}

async function refuseForeignFolder(sandbox: JobSandbox, target: string): Promise<void> {
  if (await isEmpty(sandbox, target)) return;
  const git = await sandbox.copyOut(`${target}/.git`);
  if (git === undefined)
    throw new StepFailure(
      `The folder ${target} is not empty and not a git repository: nothing can be checked out into it.`,
    );
  await git[Symbol.asyncIterator]().return?.();
}

/** Looks at no more than the first entries. */
async function isEmpty(sandbox: JobSandbox, folder: string): Promise<boolean> {
  const tar = await sandbox.copyOut(folder);
  if (tar === undefined) return true;
  for await (const { header } of readTar(tar)) if (entryPath(header.name).includes('/')) return false;
  return true;
}
