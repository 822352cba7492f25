import { findEntry, type Node } from '../../tree/node.ts';
import type { JobFacts, StepFacts } from '../facts.ts';
import type { Rule } from '../rule.ts';

/** STP-14b: `-eo pipefail` belongs to the default shell, not to one that is named. */
export const shellOptions: Rule = {
  code: 'step/shell-options',
  severity: 'hint',
  words: ['shell'],
  explanation:
    'The default shell ends a step at the first command that fails, also inside a pipe. A shell that is named, as in ' +
    '`shell: /bin/bash`, starts without these options: only the last command of a step counts.',
  compiled({ jobs }, report) {
    for (const facts of jobs)
      for (const step of facts.steps) {
        const shell = plainShell(step, facts);
        if (shell === undefined || step.step.kind !== 'run' || !canHideFailure(step.step.command)) continue;
        report(
          'step/shell-options',
          shell.span,
          'With this shell a step goes on after a command that fails, and only the last one counts.',
          { hint: 'Write: shell: /bin/bash -eo pipefail' },
        );
      }
  },
};

/** The node that names a shell without options, for this step. */
function plainShell({ args }: StepFacts, { node }: JobFacts): (Node & { kind: 'scalar' }) | undefined {
  const own = args && findEntry(args, 'shell')?.value;
  const shell = own ?? findEntry(node, 'shell')?.value;
  const isPlain = shell?.kind === 'scalar' && /^(?:\/(?:usr\/)?bin\/)?(?:ba)?sh$/.test(String(shell.value));
  return isPlain ? shell : undefined;
}

function canHideFailure(command: string): boolean {
  const lines = command.split('\n').filter((line) => !/^\s*(?:#|$)/.test(line));
  return lines.length > 1 && !/^\s*set\s+-\w*e/m.test(command);
}
