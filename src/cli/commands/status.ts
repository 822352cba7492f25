import { readRun } from '../../engine/index.ts';
import { composeStores } from '../compose.ts';
import { continuationFindings, continuationJson } from '../continuation-findings.ts';
import { exitCode } from '../exit-code.ts';
import { findProject } from '../project.ts';
import { durationBetween } from '../reporter/duration.ts';
import { continuationLines } from '../reporter/continuation-lines.ts';
import { heldCommands } from '../reporter/summary.ts';
import { runTree } from '../reporter/run-tree.ts';
import { statusMark, statusWord } from '../reporter/status-mark.ts';
import { statusJson } from '../run-json.ts';
import type { RunView } from '../../run/view.ts';
import type { Style } from '../style.ts';
import { isOn, type Verb } from '../verb.ts';
import { jsonFlag, runArgument } from './flags.ts';
import { runOf } from './run-of.ts';

export const status: Verb = {
  name: 'status',
  summary: 'Show a run: its workflows, jobs and steps',
  arguments: [runArgument],
  flags: [jsonFlag],
  examples: [
    ['orrery status', 'the newest run'],
    ['orrery status 12', 'run 12'],
    ['orrery status latest --json', 'for a script; statuses are those of the CircleCI API'],
  ],
  async run(input, terminal) {
    const project = findProject(terminal.cwd);
    const ports = composeStores(project, terminal);
    const view = await readRun(ports, await runOf(ports, input));
    if (isOn(input, 'json')) {
      const continuation = await continuationJson(view, ports.blobs, project.root);
      await terminal.out(`${JSON.stringify({ ...statusJson(view), continuation }, undefined, 2)}\n`);
      return exitCode.ok;
    }
    await terminal.out(statusText(view, terminal.outStyle, Date.now()));
    terminal.err(await continuationFindings(view, ports.blobs, project.root));
    return exitCode.ok;
  },
};

function statusText(view: RunView, style: Style, nowMs: number): string {
  const trigger = view.created?.trigger;
  const number = view.created?.number ?? 0;
  const ref = trigger?.tag === undefined ? (trigger?.branch ?? '') : `tag ${trigger.tag}`;
  const took = durationBetween(
    view.createdAt,
    view.finishedAt,
    view.status === 'running' ? nowMs : undefined,
  );
  const head = [`run ${number}`, ref, trigger?.revision.slice(0, 7) ?? '', took].filter((x) => x !== '');
  const lines = [
    `${statusMark(view.status, style)} ${style.bold(head.join(' · '))}  ${statusWord(view.status)}`,
    style.dim(`  ${view.runId}  ${view.createdAt ?? ''}`),
    ...runTree(view, view.workflows, style, { steps: true }),
  ];
  lines.push(...continuationLines(view, style));
  if (view.status === 'on_hold') lines.push('', 'Go on with:', ...heldCommands(view, number));
  return `${lines.join('\n')}\n`;
}
