import type { ExecutorAst, JobAst, ParameterAst, Parameters, StepAst } from '../../config/ast.ts';
import type { Report } from '../../source/diagnostic.ts';
import type { Node } from '../../tree/node.ts';
import type { Rule } from '../rule.ts';

export const unusedParameter: Rule = {
  code: 'unused/parameter',
  severity: 'hint',
  words: ['parameters'],
  explanation:
    'Nothing in the job, command or executor that declares this parameter reads it, so what callers pass makes no ' +
    'difference. A pipeline parameter counts as used wherever its name stands; those of a setup config are not looked ' +
    'at, for they are passed on.',
  config({ config, source }, report) {
    if (config.setup === undefined)
      for (const parameter of config.parameters.values())
        if (!source.text.includes(`pipeline.parameters.${parameter.name}`))
          tell(parameter, 'the config', report);
    const { commands, executors, jobs } = config.definitions;
    for (const name of commands.names) {
      const command = commands.find(name);
      if (command?.kind === 'command')
        check(command.parameters, '', () => textsOfSteps(command.steps), `the command "${name}"`, report);
    }
    for (const name of jobs.names) {
      const job = jobs.find(name);
      if (job?.kind === 'job')
        check(
          job.parameters,
          written(job, source.text),
          () => textsOf(job.body),
          `the job "${name}"`,
          report,
        );
    }
    for (const name of executors.names) {
      const executor = executors.find(name);
      if (executor !== undefined)
        check(
          executor.parameters,
          written(executor, source.text),
          () => textsOf(executor.body),
          `the executor "${name}"`,
          report,
        );
    }
  },
};

/** The text of a definition, as far as it stands in one piece: a look at it mostly does. */
function written(definition: JobAst | ExecutorAst, text: string): string {
  return text.slice(definition.nameSpan.start, definition.body.span.end);
}

/** `texts` are looked at when `written` does not show a use: parts may come from elsewhere, by an alias. */
function check(
  parameters: Parameters,
  written: string,
  texts: () => readonly string[],
  where: string,
  report: Report,
): void {
  let all: string | undefined;
  for (const parameter of parameters.values()) {
    const use = `parameters.${parameter.name}`;
    if (written.includes(use)) continue;
    all ??= texts().join('\n');
    if (!all.includes(use)) tell(parameter, where, report);
  }
}

function tell({ name, nameSpan }: ParameterAst, where: string, report: Report): void {
  report('unused/parameter', nameSpan, `Nothing in ${where} reads the parameter "${name}".`);
}

function textsOfSteps(steps: readonly StepAst[]): readonly string[] {
  return steps.flatMap((step): readonly string[] => {
    switch (step.kind) {
      case 'step':
        return [step.key, ...(step.args === undefined ? [] : textsOf(step.args))];
      case 'splice':
        return textsOf(step.value);
      default:
        return [...textsOf(step.condition), ...textsOfSteps(step.steps)];
    }
  });
}

/** Texts that name a parameter, keys among them. */
function textsOf(tree: Node): readonly string[] {
  const texts: string[] = [];
  const add = (text: unknown): void => {
    if (typeof text === 'string' && text.includes('parameters.')) texts.push(text);
  };
  const waiting: Node[] = [tree];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === 'scalar') add(node.value);
    else if (node.kind === 'list') waiting.push(...node.items);
    else
      for (const { key, value } of node.entries) {
        add(key);
        waiting.push(value);
      }
  }
  return texts;
}
