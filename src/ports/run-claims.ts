/** Says which process works on a run, so that no two do and a dead one is noticed. */
export interface RunClaims {
  /** Takes the run for this process. `store/locked` while another live process has it; a dead holder's claim is taken over. */
  claim(runId: string): Promise<Claim>;
  /** True while a live process, this one included, holds the run. */
  isHeld(runId: string): Promise<boolean>;
}

export interface Claim {
  /** Idempotent. */
  release(): Promise<void>;
}
