/**
 * A place where jobs run. Life of a job: `prepare` once, then any number of `runStep` one after the other with
 * `startBackground`, `copyIn` and `copyOut` between or beside them, then `dispose`.
 */
export interface Executor {
  readonly name: 'docker' | 'host' | 'fake';
  /** One line for people and for `doctor`: engine and version. Throws `executor/unavailable` with a hint when it cannot be reached. */
  check(): Promise<string>;
  /**
   * Makes the sandbox of one execution of a job. Throws `OrreryError`: `executor/unavailable` (no engine),
   * `image/not-found`, `executor/failed`. After a throw nothing of it is left. An aborted signal makes it throw soon.
   */
  prepare(job: JobSpec, progress: PrepareProgress, signal: AbortSignal): Promise<JobSandbox>;
  /** Removes what dead owners left: containers, networks, volumes, processes, folders. Returns a line for each. */
  reap(): Promise<readonly string[]>;
  /**
   * The end of the executor's life: removes what it holds ready for jobs to come and lets go of its connections. Never
   * throws. Whoever composes an executor calls it once, when no job runs any more; absent where there is nothing to end.
   */
  close?(): Promise<void>;
}

/** What prepare tells while it works. */
export interface PrepareProgress {
  /**
   * A line for the log of the step "Spin up environment". May come until `dispose` resolves: a service container that
   * ends later is told here too.
   */
  log(line: string): void;
  /** A pull or a big copy under way, for the live view; totals in bytes, 0 when unknown. */
  transfer(what: string, doneBytes: number, totalBytes: number): void;
}

export interface JobSandbox {
  /** Absolute paths inside the sandbox; the working directory exists. */
  readonly home: string;
  readonly workingDirectory: string;
  /**
   * Shell words that run a command by default, `-c` last: those of the job's `shell` as written, else
   * `['/bin/bash', '-eo', 'pipefail', '-c']`, or `/bin/sh` where there is no bash (EXE-18).
   */
  readonly defaultShell: readonly string[];
  /** Absolute path of the file whose commands hold for all later bash steps: `$BASH_ENV`. */
  readonly bashEnv: string;
  /** `$CIRCLE_INTERNAL_TASK_DATA`, absolute; undefined where the image lets nobody write a file. */
  readonly taskFolder: string | undefined;
  /** As in cache keys: `linux-amd64-…`. */
  readonly arch: string;
  /**
   * Runs one step: a fresh shell, stdin empty, stdout and stderr to `sink` as they come, in order. Resolves on exit of
   * the shell; a signal kills the process tree and resolves with `canceled`. One at a time. When the connection is lost
   * (the engine died, the step killed its driver) it resolves with `lost`, and the step's process tree is dead.
   * Awaiting `sink` is what carries back-pressure to the step; its failure kills the step and is passed on.
   */
  runStep(step: StepSpec, sink: OutputSink, signal: AbortSignal): Promise<StepResult>;
  /** A step beside the others: own output, own end. It is killed by `stop`, by `dispose`, or with this process. */
  startBackground(step: StepSpec, sink: OutputSink): Promise<BackgroundStep>;
  /**
   * Unpacks a tar into the folder `path` (absolute, made if missing), owned by the steps' user; folders that are there
   * keep their mode and owner. Entries cannot leave `path`: absolute names, `..`, ways through the archive's own links and
   * hard links to the outside are refused with `executor/failed`. Symbolic links may point anywhere. Trouble of `tar` itself
   * is passed on.
   */
  copyIn(path: string, tar: AsyncIterable<Uint8Array>): Promise<void>;
  /**
   * `path` (absolute) as a tar: a file as one entry of its base name, a folder as entries below its base name.
   * Undefined when there is nothing at `path`. Symbolic links come as links; `path` itself is followed.
   */
  copyOut(path: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Whether there is a folder at `path` (absolute). Cheap enough to be asked several times a second while a step runs. */
  hasFolder(path: string): Promise<boolean>;
  /** Idempotent, never throws; safe after a failed step; ends a step or copy under way. When it resolves no process, container, network or volume of the job is left. */
  dispose(): Promise<void>;
}

export type OutputSink = (chunk: Uint8Array) => Promise<void> | void;

export interface BackgroundStep {
  readonly done: Promise<StepResult>;
  stop(): Promise<void>;
}

export interface JobSpec {
  readonly runId: string;
  /** For names and labels: job key and execution. */
  readonly job: string;
  readonly execution: number;
  readonly image: ImageSpec | undefined;
  /** Secondary containers, which share the primary's network (EXE-07). */
  readonly services: readonly ImageSpec[];
  /**
   * The whole environment of the steps, secrets and what the primary image's entry sets (EXE-10) included. Never in argv,
   * never in the engine's records.
   */
  readonly environment: Readonly<Record<string, string>>;
  /** As written: `~/project`. `~` is the sandbox's home; a relative one counts from there. */
  readonly workingDirectory: string;
  /** As configured on the job; undefined for the default. */
  readonly shell: string | undefined;
  readonly resources: Resources | undefined;
  /** `--bind`: this folder of the user's machine is the working directory. */
  readonly bind: string | undefined;
  /** Further mounts into the primary container, as docker writes them: `/of/the/user:/in/the/container[:ro]`. */
  readonly volumes?: readonly string[];
  readonly pull: 'missing' | 'always' | 'never';
  readonly platform: string | undefined;
  /** The job uses `setup_remote_docker`: the engine may be reached from inside. */
  readonly remoteDocker: boolean;
  /**
   * How many sandboxes of the run are still to come and do not run yet: an executor may get one ready ahead. A guess
   * will do; undefined where nobody knows.
   */
  readonly laterSandboxes?: number;
  /**
   * The job is one of a setup phase: its `curl`, `wget` and `circleci` carry a continuation of the pipeline
   * (`sandbox/continue.sh`) to whoever looks into the folder `continue` of its task folder.
   */
  readonly isSetup?: boolean;
}

export interface ImageSpec {
  readonly image: string;
  readonly name: string | undefined;
  readonly entrypoint: readonly string[] | undefined;
  readonly command: readonly string[] | undefined;
  readonly user: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly auth: { readonly username: string; readonly password: string } | undefined;
}

export interface Resources {
  readonly cpus: number;
  readonly memoryBytes: number;
}

export interface StepSpec {
  readonly command: string;
  /** Shell words as configured (`/bin/bash -euo pipefail`); undefined for the sandbox's default. The driver adds `-c`. */
  readonly shell: string | undefined;
  /** On top of the job's. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute, `~/…`, or relative to the job's; undefined for the job's. Made if missing. */
  readonly workingDirectory: string | undefined;
  /** 0 for none. */
  readonly noOutputTimeoutMs: number;
}

export type StepResult =
  /** `halt`: the step ran `circleci step halt` (STP-19). */
  | { readonly kind: 'exited'; readonly code: number; readonly halt: boolean }
  | { readonly kind: 'canceled' }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'lost'; readonly reason: string };
