import { OrreryError } from '../base/error.ts';

/** What an engine answered in place of doing what it was asked. Stands as the cause of an `OrreryError`. */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** An answer of 400 and above, as `executor/failed`. */
export function refusal(status: number, body: string): OrreryError {
  const message = messageIn(body);
  return new OrreryError('executor/failed', `the container engine refused: ${message}`, {
    fault: 'environment',
    cause: new EngineRefusal(status, message),
  });
}

/** The HTTP status of a refusal; undefined for any other error. */
export function refusalStatus(error: unknown): number | undefined {
  return refusalOf(error)?.status;
}

export function refusalOf(error: unknown): EngineRefusal | undefined {
  return error instanceof OrreryError && error.cause instanceof EngineRefusal ? error.cause : undefined;
}

function messageIn(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    if (typeof message === 'string') return message.trim();
  } catch {
    // Not JSON: a proxy's page, or plain text.
  }
  return body.trim().slice(0, 500) || 'no reason given';
}

/** What a failed connection means and what to do about it, as `executor/unavailable`. */
export function unreachable(address: string, error: unknown): OrreryError {
  const { code, message } = error as NodeJS.ErrnoException;
  const [what, hint] = reasons[code ?? ''] ?? [message, startIt];
  return new OrreryError('executor/unavailable', `no container engine answers at ${address}: ${what}`, {
    fault: 'environment',
    hint,
    cause: error,
  });
}

const startIt =
  'Start Docker (sudo systemctl start docker) or Podman (systemctl --user start podman.socket), or run with --executor host.';

const reasons: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: ['there is no such socket', startIt],
  ECONNREFUSED: ['the connection is refused', startIt],
  ECONNRESET: ['the connection was cut', startIt],
  EACCES: [
    'permission denied',
    'Let your user use the engine (sudo usermod -aG docker "$USER", then log in again), or run with --executor host.',
  ],
  ENOTFOUND: ['the host is unknown', 'Look at DOCKER_HOST.'],
  ETIMEDOUT: ['no answer in time', 'Look at DOCKER_HOST and at the network.'],
};
