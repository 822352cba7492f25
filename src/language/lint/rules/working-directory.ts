import type { Report } from '../../source/diagnostic.ts';
import { findEntry, type MapNode } from '../../tree/node.ts';
import { writtenText } from '../plain-text.ts';
import type { Rule } from '../rule.ts';

/** EXE-19. */
export const workingDirectory: Rule = {
  code: 'job/working-directory',
  words: ['working_directory'],
  explanation:
    '`working_directory` knows `~` and no variables: `~/src/$CIRCLE_PROJECT_REPONAME` makes a folder of that very name.',
  place: (body, _, report) => check(body, report),
  step(step, report) {
    if (step.kind === 'step' && step.key === 'run' && step.args?.kind === 'map') check(step.args, report);
  },
};

function check(map: MapNode, report: Report): void {
  const entry = findEntry(map, 'working_directory');
  const variable = /\$\{?[A-Za-z_]\w*\}?/.exec(writtenText(entry?.value) ?? '')?.[0];
  if (entry === undefined || variable === undefined) return;
  report(
    'job/working-directory',
    entry.value.span,
    `${variable} is not filled in here: the folder is called just that.`,
    { hint: 'Write the path out, or use a parameter: << parameters.folder >>' },
  );
}
