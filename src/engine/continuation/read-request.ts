import type { ContinuationReply, ContinuationRequest } from './continuation.ts';

/** The JSON that a client of the API sends, read as a request; a reply that says what is wrong with it otherwise. */
export function readRequest(body: string): ContinuationRequest | ContinuationReply {
  const sent = fromJson(body);
  if (!isObject(sent)) return invalid('The body of the request is not a JSON object.');
  const { 'continuation-key': key, configuration, parameters = {} } = sent;
  if (typeof key !== 'string') return invalid('The request has no "continuation-key".');
  if (typeof configuration !== 'string') return invalid('"configuration" is missing, or not a string.');
  const given = readParameters(parameters);
  return typeof given === 'string' ? invalid(given) : { key, configuration, parameters: given };
}

/** Parameters by name; a text says what is wrong. */
export function readParameters(sent: unknown): ContinuationRequest['parameters'] | string {
  if (sent === null) return {};
  if (!isObject(sent)) return '"parameters" is not a JSON object.';
  const parameters: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(sent)) {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
      return `The parameter "${name}" is neither a string, a number nor a boolean.`;
    parameters[name] = value;
  }
  return parameters;
}

export function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function invalid(message: string): ContinuationReply {
  return { status: 400, message };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
