import { readRun } from '../../engine/index.ts';
import { composeStores } from '../compose.ts';
import { exitCode } from '../exit-code.ts';
import { findProject } from '../project.ts';
import { artifactRows } from '../read-results.ts';
import { formatBytes } from '../reporter/duration.ts';
import { isOn, type Verb } from '../verb.ts';
import { jsonFlag, runArgument } from './flags.ts';
import { runOf } from './run-of.ts';

export const artifacts: Verb = {
  name: 'artifacts',
  summary: 'List the artifacts of a run, and where their files are',
  arguments: [runArgument],
  flags: [jsonFlag],
  examples: [
    ['orrery artifacts', 'of the newest run'],
    ["orrery artifacts 12 --json | jq -r '.[].file'", 'the files alone'],
  ],
  async run(input, terminal) {
    const ports = composeStores(findProject(terminal.cwd), terminal);
    const view = await readRun(ports, await runOf(ports, input));
    const rows = artifactRows(view, ports.blobs);
    if (isOn(input, 'json')) {
      await terminal.out(`${JSON.stringify(rows, undefined, 2)}\n`);
      return exitCode.ok;
    }
    if (rows.length === 0) terminal.err(`Run ${view.created?.number ?? view.runId} stored no artifacts.\n`);
    for (const row of rows) {
      const node = row.node_index > 0 ? `#${row.node_index}` : '';
      await terminal.out(
        `${row.job}${node}  ${row.path}  ${terminal.outStyle.dim(`${formatBytes(row.size)}  ${row.file ?? ''}`)}\n`,
      );
    }
    return exitCode.ok;
  },
};
