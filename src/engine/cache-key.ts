import { type Command, type Operand, type Pipeline, readKeyTemplate } from './cache-key-template.ts';

/** What a key template may tell of (RUN-01). */
export interface CacheKeyContext {
  /** `.Branch`; empty on a tag. */
  readonly branch: string;
  /** `.BuildNum` */
  readonly buildNumber: number;
  /** `.Revision` */
  readonly revision: string;
  /** `.CheckoutKey` */
  readonly checkoutKey: string;
  /** `.Environment.NAME` */
  readonly environment: Readonly<Record<string, string>>;
  /** `arch`, as `linux-amd64-6_85`. */
  readonly arch: string;
  /** `epoch` */
  readonly epochSeconds: number;
  /** The bytes of the file that `checksum` names, `path` as written; undefined when there is none. */
  readFile(path: string): Promise<Uint8Array | undefined>;
}

export type CacheKey =
  /** `notes`: lines for the step's log about what is odd and still allowed. */
  | { readonly kind: 'key'; readonly key: string; readonly notes: readonly string[] }
  | { readonly kind: 'error'; readonly message: string };

/** RUN-02 */
const maxKeyLength = 900;

/**
 * The key that a `key` or `keys` entry means: Go's template language with `checksum "file"` (base64 of SHA-256), `epoch`
 * and `arch`, without its control structures and built-in functions. Errors read as CircleCI's ("error computing cache
 * key: template: cacheKey:1:3: …", seen in build logs); a variable that is not set gives `<no value>` as Go does, and a
 * note.
 */
export async function renderCacheKey(template: string, context: CacheKeyContext): Promise<CacheKey> {
  const parts = readKeyTemplate(template);
  if (typeof parts === 'string') return failed(parts);
  const notes: string[] = [];
  let key = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      key += part;
      continue;
    }
    const value = await evaluatePipeline(part, context);
    if (typeof value !== 'string' && 'error' in value) return failed(value.error);
    if (typeof value === 'string') key += value;
    else {
      key += '<no value>';
      notes.push(`The key names $${value.unset}, which is not set: it holds "<no value>" there.`);
    }
  }
  const length = [...key].length;
  if (length > maxKeyLength)
    return failed(`the key has ${length} characters; ${maxKeyLength} are allowed: ${key.slice(0, 60)}…`);
  return key === '' ? failed('the key is empty') : { kind: 'key', key, notes };
}

function failed(message: string): CacheKey {
  return { kind: 'error', message: `error computing cache key: ${message}` };
}

type Value = string | { readonly unset: string } | { readonly error: string };

async function evaluatePipeline(pipeline: Pipeline, context: CacheKeyContext): Promise<Value> {
  let value: Value | undefined;
  for (const command of pipeline.commands) {
    value = await evaluateCommand(command, value, context);
    if (typeof value !== 'string' && 'error' in value) return value;
  }
  return value ?? '';
}

async function evaluateCommand(
  command: Command,
  piped: Value | undefined,
  context: CacheKeyContext,
): Promise<Value> {
  const { head } = command;
  const at = (text: string): Value => ({
    error: `template: cacheKey:${command.place}: executing "cacheKey" at <${command.text}>: ${text}`,
  });
  const args: Value[] = [];
  for (const operand of command.args) {
    const value = await evaluateOperand(operand, context, at);
    if (typeof value !== 'string' && 'error' in value) return value;
    args.push(value);
  }
  if (piped !== undefined) args.push(piped);
  if (head.kind === 'function') return callFunction(head.name, args, context, at);
  if (args.length > 0) return at(`can't give arguments to non-function ${command.text.split(/\s/)[0] ?? ''}`);
  return evaluateOperand(head, context, at);
}

async function evaluateOperand(
  operand: Operand,
  context: CacheKeyContext,
  at: (text: string) => Value,
): Promise<Value> {
  if (operand.kind === 'text') return operand.value;
  if (operand.kind === 'pipeline') return evaluatePipeline(operand.pipeline, context);
  if (operand.kind === 'function') return callFunction(operand.name, [], context, at);
  return readField(operand.path, context) ?? at(`can't evaluate field ${operand.path.at(-1)}`);
}

function readField(path: readonly string[], context: CacheKeyContext): Value | undefined {
  const [first = '', name] = path;
  if (first === 'Environment' && name !== undefined && path.length === 2)
    return Object.hasOwn(context.environment, name) ? context.environment[name] : { unset: name };
  if (path.length > 1) return undefined;
  const fields: Readonly<Record<string, string>> = {
    Branch: context.branch,
    BuildNum: String(context.buildNumber),
    Revision: context.revision,
    CheckoutKey: context.checkoutKey,
  };
  return Object.hasOwn(fields, first) ? fields[first] : undefined;
}

const argumentCounts: Readonly<Record<string, number>> = { arch: 0, epoch: 0, checksum: 1 };

async function callFunction(
  name: string,
  args: readonly Value[],
  context: CacheKeyContext,
  at: (text: string) => Value,
): Promise<Value> {
  const wanted = argumentCounts[name] ?? 0;
  if (args.length !== wanted)
    return at(`wrong number of args for ${name}: want ${wanted} got ${args.length}`);
  if (name === 'arch') return context.arch;
  if (name === 'epoch') return String(context.epochSeconds);
  const [path] = args;
  if (typeof path !== 'string') return at(`error calling ${name}: the name of the file has no value`);
  const bytes = await context.readFile(path);
  if (bytes === undefined) return at(`error calling checksum: open ${path}: no such file or directory`);
  return checksum(bytes);
}

/** Base64 of SHA-256, by the web's own crypto: the engine uses no Node built-in. */
async function checksum(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
  return btoa(String.fromCharCode(...digest));
}
