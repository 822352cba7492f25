import { OrreryError } from '../../base/error.ts';
import { type FetchedUrlOrb, type OrbRefusal, parseOrbRef } from '../../language/index.ts';
import { askHttp, hostOf } from './ask-http.ts';
import { isAllowed } from './allow-list.ts';

/** Orbs that stand at URLs, from an allow-list. */
export interface UrlOrbs {
  /** Undefined: the URL is allowed. */
  refusal(url: string): OrbRefusal | undefined;
  /** Asks its server, without any credentials. */
  fetch(url: string): Promise<FetchedUrlOrb | OrbRefusal>;
}

export interface UrlOrbsOptions {
  readonly timeoutMs?: number;
}

const mostRedirects = 5;

/** `allowed` are beginnings of URLs. */
export function urlOrbs(allowed: readonly string[], options: UrlOrbsOptions = {}): UrlOrbs {
  const refusal = (url: string): OrbRefusal | undefined =>
    isAllowed(url, allowed) ? undefined : notAllowed(`Orbs from ${url} are not allowed here.`, url);
  return {
    refusal,
    async fetch(url) {
      let at = url;
      for (let hops = 0; hops <= mostRedirects; hops += 1) {
        const refused = hops === 0 ? refusal(at) : redirectRefusal(url, at, allowed);
        if (refused !== undefined) return refused;
        const answer = await askHttp({ url: at, what: 'the server of an orb', ...options });
        if (answer.status < 300 || answer.status > 399 || answer.location === undefined)
          return orbIn(url, answer);
        at = answer.location;
      }
      throw failed(url, 'too many redirects');
    },
  };
}

function redirectRefusal(url: string, target: string, allowed: readonly string[]): OrbRefusal | undefined {
  const result = parseOrbRef(target);
  if (result.kind !== 'ref' || result.ref.kind !== 'url')
    return {
      kind: 'not-allowed',
      message: `${url} leads on to ${target}: ${result.kind === 'invalid' ? result.message : ''}`,
      hint: 'Name the URL where the orb itself stands.',
    };
  if (isAllowed(result.ref.url, allowed)) return undefined;
  return notAllowed(`${url} leads on to ${target}, which is not allowed here.`, target);
}

function notAllowed(message: string, url: string): OrbRefusal {
  const folder = new URL('.', url).href;
  return {
    kind: 'not-allowed',
    message,
    hint: `Allow them in .orrery/config.yml: orbs: {allow-urls: ["${folder}"]}`,
  };
}

function orbIn(
  url: string,
  {
    status,
    text,
    contentType,
  }: { readonly status: number; readonly text: string; readonly contentType: string },
): FetchedUrlOrb | OrbRefusal {
  if (status === 200 && /^text\/html\b/i.test(contentType))
    return {
      kind: 'not-found',
      message: `${url} is a web page, not the source of an orb.`,
      hint: 'Name the URL of the file itself; forges call it "raw".',
    };
  if (status === 200) return { kind: 'orb', yaml: text };
  if (status === 401 || status === 403)
    return {
      kind: 'not-found',
      message: `The server of ${url} gives it to nobody without credentials (HTTP status ${status}).`,
      hint: 'Orbs from URLs are read without any; put a copy into .circleci/orbs and use it by name.',
    };
  if (status === 404 || status === 410)
    return {
      kind: 'not-found',
      message: `There is no orb at ${url}.`,
      hint: 'Check the URL; a server may say so of what it keeps private, too.',
    };
  throw failed(url, `HTTP status ${status}`);
}

function failed(url: string, what: string): OrreryError {
  return new OrreryError(
    'orb-source/failed',
    `The server at ${hostOf(url)} answers with ${what} for the orb ${url}.`,
    {
      fault: 'environment',
    },
  );
}
