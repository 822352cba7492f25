import type { JobKey } from '../plan/plan.ts';

/** Where the blobs of a run stand. Keys are made of safe characters; paths stay readable, since people look at them. */
export function pipelineKey(runId: string): string {
  return `runs/${runId}/pipeline.json`;
}

/** The `StoredPipeline` of the workflows after the setup phase. */
export function continuationKey(runId: string): string {
  return `runs/${runId}/continuation.json`;
}

export function continuationFindingsKey(runId: string): string {
  return `runs/${runId}/continuation-findings.json`;
}

export function artifactKey(runId: string, job: JobKey, execution: number, path: string): string {
  return `runs/${runId}/artifacts/${jobPath(job)}/${execution}/${blobPath(path)}`;
}

export function layerKey(runId: string, job: JobKey, execution: number, step: number): string {
  return `runs/${runId}/workspace/${jobPath(job)}/${execution}.${step}.tar`;
}

export function testsKey(runId: string, job: JobKey, execution: number, step: number): string {
  return `runs/${runId}/tests/${jobPath(job)}/${execution}.${step}.json`;
}

/** Of the newest results of a job of this name, in any run. */
export function timingsKey(jobName: string): string {
  return `${timingsPrefix}${blobPart(jobName)}.tsv`;
}

export const timingsPrefix = 'timings/';

export function requestPrefix(runId: string): string {
  return `runs/${runId}/requests/`;
}

/** Workflow and job, a part each: an orb's job has a slash in its name. */
function jobPath(job: JobKey): string {
  const [workflow = '', ...rest] = job.split('/');
  return `${blobPart(workflow)}/${blobPart(rest.join('/'))}`;
}

function blobPath(path: string): string {
  return path.split('/').map(blobPart).join('/');
}

/** One part of a key: what is not allowed in one stands as `=` and two hex digits a byte, so that no two names meet. */
export function blobPart(name: string): string {
  const safe = name.replaceAll(/[^A-Za-z0-9._#@+-]/gu, escaped).replace(/^\.+$/, escaped);
  if (safe === '') return '=';
  return safe.length <= longest
    ? safe
    : `${safe.slice(0, longest - 16).replace(/=.?$/, '')}==${shortHash(name)}`;
}

/** File systems allow 255 bytes a name. */
const longest = 200;

function escaped(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}

/** 53 bits (cyrb53): tells long names apart, nothing more. */
function shortHash(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (const byte of Buffer.from(text)) {
    a = Math.imul(a ^ byte, 2_654_435_761);
    b = Math.imul(b ^ byte, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & b) + (a >>> 0)).toString(16).padStart(14, '0');
}
