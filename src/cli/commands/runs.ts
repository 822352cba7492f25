import { readRun } from '../../engine/index.ts';
import { composeStores } from '../compose.ts';
import { exitCode } from '../exit-code.ts';
import { findProject } from '../project.ts';
import { durationBetween } from '../reporter/duration.ts';
import { statusMark } from '../reporter/status-mark.ts';
import type { RunView } from '../../run/view.ts';
import { pad, type Style } from '../style.ts';
import { wholeNumber } from '../usage-error.ts';
import { isOn, textOf, type Verb } from '../verb.ts';
import { jsonFlag } from './flags.ts';

export const runs: Verb = {
  name: 'runs',
  summary: 'List the runs of this repository, the newest first',
  arguments: [],
  flags: [{ name: 'limit', value: 'N', text: 'How many at most (20)' }, jsonFlag],
  examples: [
    ['orrery runs', 'the last 20'],
    ['orrery runs --limit 5 --json', 'for a script'],
  ],
  async run(input, terminal) {
    const limit = wholeNumber('limit', textOf(input, 'limit') ?? '20', 1);
    const ports = composeStores(findProject(terminal.cwd), terminal);
    const entries = (await ports.events.list()).slice(0, limit);
    const views = await Promise.all(entries.map(({ runId }) => readRun(ports, runId)));
    if (isOn(input, 'json')) {
      await terminal.out(`${JSON.stringify({ schemaVersion: 1, runs: views.map(runJson) }, undefined, 2)}\n`);
      return exitCode.ok;
    }
    if (views.length === 0) terminal.err('No runs yet. orrery run makes the first.\n');
    await terminal.out(table(views, terminal.outStyle, Date.now()));
    return exitCode.ok;
  },
};

function runJson(view: RunView): object {
  const trigger = view.created?.trigger;
  return {
    id: view.runId,
    number: view.created?.number ?? null,
    status: view.status,
    branch: trigger?.branch ?? null,
    tag: trigger?.tag ?? null,
    revision: trigger?.revision ?? null,
    workflows: [...new Set(view.workflows.map((w) => w.name))],
    created_at: view.createdAt ?? null,
    stopped_at: view.finishedAt ?? null,
  };
}

function table(views: readonly RunView[], style: Style, nowMs: number): string {
  const rows = views.map((view) => ({ view, ref: refOf(view) }));
  const width = Math.min(30, Math.max(0, ...rows.map((r) => r.ref.length)));
  return rows
    .map(({ view, ref }) => {
      const number = String(view.created?.number ?? '?').padStart(4);
      const took = durationBetween(
        view.createdAt,
        view.finishedAt ?? (view.status === 'running' ? undefined : view.createdAt),
        nowMs,
      );
      const when = view.createdAt?.slice(0, 16).replace('T', ' ') ?? '';
      const names = [...new Set(view.workflows.map((w) => w.name))].join(', ');
      return `${number} ${statusMark(view.status, style)} ${pad(view.status, 8)} ${pad(ref, width)} ${style.dim(`${when}  ${pad(took, 7)}`)} ${names}\n`;
    })
    .join('');
}

function refOf(view: RunView): string {
  const trigger = view.created?.trigger;
  return `${trigger?.branch ?? trigger?.tag ?? ''} ${trigger?.revision.slice(0, 7) ?? ''}`.trim();
}
