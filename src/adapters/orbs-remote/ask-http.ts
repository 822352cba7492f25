import { OrreryError } from '../../base/error.ts';

export interface HttpRequest {
  readonly url: string;
  /** As JSON; with it the request is a POST. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is asked, for messages: `the orb registry`. */
  readonly what: string;
  /** For the whole answer; 10 s by default. */
  readonly timeoutMs?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly contentType: string;
  /** Where a redirect leads, absolute. */
  readonly location: string | undefined;
}

/** An orb's source has at most 4 million characters. */
const maxBytes = 16_000_000;
const defaultTimeoutMs = 10_000;

export const offlineHint: string =
  '--offline takes the orbs at hand; "orrery orb vendor" keeps those of a config in its repository.';

/** One request and its answer. Redirects are never followed: what is sent must reach nobody else. */
export async function askHttp(request: HttpRequest): Promise<HttpAnswer> {
  const { url, json, headers = {}, timeoutMs = defaultTimeoutMs } = request;
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { ...headers, ...(json !== undefined && { 'content-type': 'application/json' }) },
      ...(json !== undefined && { method: 'POST', body: JSON.stringify(json) }),
    });
    const location = response.headers.get('location');
    return {
      status: response.status,
      text: await readText(response, request),
      contentType: response.headers.get('content-type') ?? '',
      location: location === null || !URL.canParse(location, url) ? undefined : new URL(location, url).href,
    };
  } catch (error) {
    throw error instanceof OrreryError ? error : unreachable(request, timeoutMs, error);
  }
}

async function readText(response: Response, { url, what }: HttpRequest): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes)
      throw new OrreryError(
        'orb-source/failed',
        `${capital(what)} at ${hostOf(url)} answers with more than any orb holds.`,
        {
          fault: 'environment',
        },
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function unreachable({ url, what }: HttpRequest, timeoutMs: number, error: unknown): OrreryError {
  const isTimeout = error instanceof Error && error.name === 'TimeoutError';
  const why = isTimeout ? `it did not answer within ${timeoutMs / 1000} s` : reasonOf(error);
  return new OrreryError(
    'orb-source/unreachable',
    `${capital(what)} at ${hostOf(url)} can't be reached: ${why}.`,
    {
      fault: 'environment',
      hint: offlineHint,
    },
  );
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  let at: unknown = error;
  while (at instanceof Error && at.cause instanceof Error) at = at.cause;
  if (!(at instanceof Error)) return String(at);
  return at.message === '' ? ((at as NodeJS.ErrnoException).code ?? at.name) : at.message;
}

export function hostOf(url: string): string {
  return new URL(url).host;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
