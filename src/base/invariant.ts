/** A condition that only a mistake of ours can break. The CLI reports it as a bug (exit 70). */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}
