import type { Argument, Flag } from '../verb.ts';

/** `--json`, of every verb that prints data. */
export const jsonFlag: Flag = { name: 'json', text: 'Print JSON, and nothing else, on standard output' };

/** What `run` and `plan` take to say what the pipeline counts as. */
export const triggerFlags: readonly Flag[] = [
  { name: 'config', short: 'c', value: 'FILE', text: 'Config other than .circleci/config.yml' },
  { name: 'only', text: 'Without the jobs that those named depend on' },
  { name: 'branch', value: 'NAME', text: 'Run as a push of this branch' },
  { name: 'tag', value: 'NAME', text: 'Run as a push of this tag' },
  { name: 'committed', text: 'Files and config of HEAD, not of the working tree' },
  { name: 'revision', value: 'REV', text: 'Files and config of this revision' },
  { name: 'param', value: 'K=V', isList: true, text: 'Pipeline parameter' },
  { name: 'job-param', value: 'K=V', isList: true, text: 'Argument of the one job that is named' },
  { name: 'values', value: 'FILE', text: 'Other pipeline values: JSON, keys without "pipeline."' },
];

export const orbFlags: readonly Flag[] = [
  { name: 'orb-dir', value: 'DIR', isList: true, text: 'Orb sources, DIR/<namespace>/<name>@<version>.yml' },
  { name: 'offline', text: 'Ask no orb registry' },
];

/** How jobs run: of `run`, and as far as they do not belong to the run itself of `rerun` and `approve`. */
export const driveFlags: readonly Flag[] = [
  { name: 'approve', value: 'WHICH', isList: true, text: 'Approvals to grant: all, a job, or ask' },
  jsonFlag,
];

/** What compiles a config outside a run. */
export const compileFlags: readonly Flag[] = [
  { name: 'pipeline-parameters', value: 'JSON|FILE', text: 'Values of the declared pipeline parameters' },
  { name: 'pipeline-values', value: 'JSON|FILE', text: 'Other pipeline values, keys without "pipeline."' },
  ...orbFlags,
];

/** The run that a verb looks at or acts on. */
export const runArgument: Argument = {
  name: 'RUN',
  text: 'Number or id of a run; latest (default) for the newest',
};

export const pathArgument: Argument = {
  name: 'PATH',
  text: 'A config; - for standard input. Default: .circleci/config.yml',
};
