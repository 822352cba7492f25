import { OrreryError } from '../../base/error.ts';
import { encodeJobEnvironment, encodeSetup, type SetupSpec } from '../../sandbox/protocol.ts';
import type { FactName } from '../../sandbox/report.ts';
import type { Driver } from './driver.ts';

/** What the driver found and made at the start of a job. Paths are absolute. */
export interface JobFacts {
  readonly home: string;
  readonly work: string;
  /** The folder of our own files; empty where the image lets us write none. */
  readonly task: string;
  readonly owner: { readonly uid: number; readonly gid: number };
  /** The default shell's words, without `-c`. */
  readonly shell: readonly string[];
  /** Family and model, `6_85`; undefined where the machine does not tell. */
  readonly cpu: string | undefined;
}

/** Generous: the first write of a container may wait for a busy disk. */
const setupMs = 30_000;

/** Makes a running container the place of a job: home, working directory, own files, environment. */
export async function setUpJob(
  driver: Driver,
  setup: SetupSpec,
  environment: Readonly<Record<string, string>>,
): Promise<JobFacts> {
  const found = new Map<FactName, string>();
  await driver.ask(encodeJobEnvironment(environment) + encodeSetup(setup), setupMs, (report) => {
    if (report.kind === 'fact') found.set(report.name, report.value);
    if (report.kind === 'failed')
      throw new OrreryError('executor/failed', `the working directory cannot be made: ${report.reason}`, {
        fault: 'user',
        hint: 'Choose one that the image’s user may write, such as ~/project, or set another user.',
      });
    return report.kind === 'ready' ? true : undefined;
  });
  const [uid = 0, gid = 0] = (found.get('user') ?? '').split(' ').map(Number);
  return {
    home: found.get('home') ?? '/',
    work: found.get('work') ?? '/',
    task: found.get('task') ?? '',
    owner: { uid, gid },
    shell: (found.get('shell') ?? '/bin/sh -e').split(' '),
    cpu: found.get('cpu'),
  };
}
