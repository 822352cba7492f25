import type { JobSandbox } from '../../ports/executor.ts';
import { collect } from '../bytes.ts';
import { entryPath, readTar, writeTar } from '../tar.ts';
import { type ContinuationReply, type ContinuationRequest, replyBody } from './continuation.ts';
import { fromJson, invalid, readParameters, readRequest } from './read-request.ts';

/*
 * How a request gets out of a job without any network (`sandbox/continue.sh` is the other end): the folder `continue`
 * of its task folder has a folder for each request, which appears whole. In it stand the `body` of a request to the API,
 * or, from the `circleci` command, `key`, `configuration` and `parameters`. The answer comes beside them as `status` and
 * `reply`, and last an empty file `done`.
 */

/** A request that was not answered. */
export interface WaitingRequest {
  readonly id: string;
  /** A reply where it cannot be understood. */
  readonly request: ContinuationRequest | ContinuationReply;
}

/** The requests in a job that wait for an answer. */
export async function waitingRequests(sandbox: JobSandbox): Promise<readonly WaitingRequest[]> {
  const folder = requestFolder(sandbox);
  if (folder === undefined || !(await sandbox.hasFolder(folder))) return [];
  const tar = await sandbox.copyOut(folder);
  if (tar === undefined) return [];
  const found = new Map<string, Map<string, string>>();
  for await (const { header, body } of readTar(tar)) {
    const [, id = '', name = '', ...deeper] = entryPath(header.name).split('/');
    if (id === '' || id.startsWith('.') || name === '' || deeper.length > 0) continue;
    const files = found.get(id) ?? new Map<string, string>();
    found.set(id, files.set(name, (await collect(body)).toString()));
  }
  return [...found]
    .filter(([, files]) => !files.has('status'))
    .map(([id, files]) => ({ id, request: requestOf(files) }));
}

export async function answerRequest(
  sandbox: JobSandbox,
  id: string,
  reply: ContinuationReply,
): Promise<void> {
  const file = (name: string, text: string) => ({ header: { name, mode: 0o644 }, body: Buffer.from(text) });
  const answer = [file('status', `${reply.status}\n`), file('reply', replyBody(reply)), file('done', '')];
  await sandbox.copyIn(`${requestFolder(sandbox) ?? ''}/${id}`, writeTar(answer));
}

function requestFolder({ taskFolder }: JobSandbox): string | undefined {
  return taskFolder === undefined ? undefined : `${taskFolder}/continue`;
}

function requestOf(files: ReadonlyMap<string, string>): ContinuationRequest | ContinuationReply {
  const configuration = files.get('configuration');
  if (configuration === undefined) return readRequest(files.get('body') ?? '');
  const parameters = readParameters(fromJson(files.get('parameters') ?? '{}'));
  if (typeof parameters === 'string') return invalid(parameters);
  return { key: files.get('key') ?? '', configuration, parameters };
}
