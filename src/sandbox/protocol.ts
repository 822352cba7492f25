import { driverScript, killWalkScript, stepsScript } from './scripts.ts';
import { quote, quoteExports } from './shell-words.ts';

/**
 * What the client and the step driver say to each other: the client sends shell source (calls of the functions of
 * driver.sh and steps.sh), the driver answers with step output and end lines on its stdout and with reports on its stderr.
 * All functions here are pure; they give text to send, or take bytes that came.
 */

/** The program to start, as a container's main process or as an exec: one shell that hears and one that runs the steps. */
export const driverCommand: readonly string[] = [
  '/bin/sh',
  '-c',
  'trap : TERM INT HUP QUIT USR1 USR2 PIPE; exec 3>&1 4>&2 2>/dev/null; /bin/sh | /bin/sh',
];

/** A program that only kills what a step has left, for a user who may: see `encodeRootKill`. */
export const rootKillCommand: readonly string[] = ['/bin/sh', '-c', 'exec 4>&2 2>/dev/null; exec /bin/sh'];

export interface OpenOptions {
  /** What dies with the end of input: all that can be killed, or only the driver's own steps. */
  readonly endOfInput: 'all' | 'own';
  /** The driver ends all when no ping has come for so long; 0 for never. */
  readonly watchdogSeconds: number;
}

/** The first thing to send. The driver reports `runner`. */
export function encodeOpen({ endOfInput, watchdogSeconds }: OpenOptions): string {
  return [
    killWalkScript,
    driverScript,
    `trap ${endOfInput === 'all' ? '_o_end' : '_o_end_own'} EXIT`,
    watchdogSeconds === 0 ? '' : `_o_watch ${watchdogSeconds}`,
    `_o_send ${quote(stepsScript)}`,
    '',
  ].join('\n');
}

export interface SetupSpec {
  /** Makes the folder of our own files unique. */
  readonly suffix: string;
  /** As configured: `~/project`. */
  readonly workingDirectory: string;
  readonly circleciScript: string;
  /** The program for a job of a setup phase; empty for others. */
  readonly continueScript: string;
}

/** Makes home, working directory and our own files; the driver reports the facts, then `ready`, or `failed`. */
export function encodeSetup(spec: SetupSpec): string {
  const { suffix, workingDirectory, circleciScript, continueScript } = spec;
  const words = [suffix, workingDirectory, circleciScript, continueScript].map(quote);
  return send(`_o_setup ${words.join(' ')}`);
}

/** Takes over from another driver's setup, in place of one of its own. */
export function encodeTakeOver(facts: {
  readonly home: string;
  readonly task: string;
  readonly runner: number;
}): string {
  return `_o_runner=${facts.runner}\n${send(`_o_home=${quote(facts.home)} _o_task=${quote(facts.task)}`)}`;
}

/** The environment of every step from now on. */
export function encodeJobEnvironment(environment: Readonly<Record<string, string>>): string {
  return send(`_o_job=${quote(quoteExports(environment))}`);
}

export interface DriverStep {
  /** 24 hexadecimal digits, fresh for each step, so that no output can hold the end line. */
  readonly nonce: string;
  /** Absolute. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The shell's words without the `-c`. */
  readonly shell: readonly string[];
  readonly command: string;
  /** A file for a command that is too long for an argument; undefined where there is no place for one. */
  readonly longCommandFile: string | undefined;
}

/** Linux takes no argument or variable of 128 KiB and more (MAX_ARG_STRLEN), its final zero byte included. */
export const longestArgumentBytes = 131_071;

export function encodeStep(step: DriverStep): string {
  const inFile = step.longCommandFile !== undefined && utf8Length(step.command) >= longestArgumentBytes;
  const words = inFile ? [...step.shell, step.longCommandFile] : [...step.shell, '-c', step.command];
  const exports = [
    quoteExports(step.environment),
    ...(inFile ? [`printf %s ${quote(step.command)} >${quote(step.longCommandFile)}`] : []),
  ].join('\n');
  return send(['_o_step', ...[step.nonce, step.folder, exports, ...words].map(quote)].join(' '));
}

/** Kills the running step; the driver reports `killed`, and the step's end line follows. */
export function encodeKill(nonce: string, runner: number): string {
  return `_o_kill ${nonce} ${runner}\n`;
}

/** To send to `rootKillCommand`, for what the steps' user may not kill. */
export function encodeRootKill(nonce: string, runner: number, since: string): string {
  return `${killWalkScript}
_o_root=${runner} _o_since=${since} _o_reader=$$
_o_walk
printf '%s killed %s %s %s\\n' ${nonce} "$_o_passes" "$_o_left" "$_o_since" >&4
exit
`;
}

/** The driver reports `pong`, before it `gone` when the shell that runs the steps is dead. */
export function encodePing(number: number, runner: number): string {
  return `_o_ping ${number} ${runner}\n`;
}

/** Makes a folder as the steps' user; the driver reports `folder` with its true place, or `trouble`. */
export function encodeMakeFolder(id: string, path: string): string {
  return `_o_make ${id} ${quote(path)}\n`;
}

/** Asks whether a folder is there; the driver reports `folder` or `nothing`. */
export function encodeLookForFolder(id: string, path: string): string {
  return `_o_look ${id} ${quote(path)}\n`;
}

function send(source: string): string {
  return `_o_send ${quote(source)}\n`;
}

export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
