/** Makes a `switch` over a union exhaustive: a new member that has no case is a type error at the call. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
