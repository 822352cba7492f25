/** What `POST /api/v2/pipeline/continue` asks (DYN-03), however it came here. */
export interface ContinuationRequest {
  /** `CIRCLE_CONTINUATION_KEY` */
  readonly key: string;
  /** Text of the config to go on with. */
  readonly configuration: string;
  /** Pipeline parameters on top of those that the trigger gave (DYN-05). */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
}

/** What CircleCI answers: an HTTP status, and the `message` of its JSON. */
export interface ContinuationReply {
  readonly status: number;
  readonly message: string;
}

/** DYN-04. The messages are CircleCI's own, literally; which status comes with which is known of the first alone. */
export const replies = {
  accepted: { status: 200, message: 'OK' },
  notInSetup: { status: 409, message: 'Pipeline is not in setup state.' },
  conflict: { status: 400, message: 'Conflicting pipeline parameters.' },
  unknownKey: { status: 404, message: 'Continuation key not found.' },
} as const satisfies Readonly<Record<string, ContinuationReply>>;

/** The body of the reply, as the API writes it. */
export function replyBody({ message }: ContinuationReply): string {
  return JSON.stringify({ message });
}
