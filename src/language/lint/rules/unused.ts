import type { Report } from '../../source/diagnostic.ts';
import type { DiagnosticCode } from '../../source/codes.ts';
import type { Span } from '../../source/span.ts';
import type { StepAst } from '../../config/ast.ts';
import type { ConfigFacts } from '../facts.ts';
import { plainText, plainTextAt } from '../plain-text.ts';
import type { Rule } from '../rule.ts';

type Config = ConfigFacts['config'];

const nothingIsLost = 'It is read and checked all the same, and readers look for its use in vain.';

export const unusedCommand: Rule = {
  code: 'unused/command',
  severity: 'hint',
  explanation: `No step of the config calls this command. ${nothingIsLost}`,
  config: (facts, report) =>
    tellUnmentioned(
      'unused/command',
      'command',
      facts.config.definitions.commands,
      calledCommands(facts.config),
      facts,
      report,
    ),
};

export const unusedExecutor: Rule = {
  code: 'unused/executor',
  severity: 'hint',
  explanation: `No job of the config names this executor, and none passes it to another. ${nothingIsLost}`,
  config: (facts, report) =>
    tellUnmentioned(
      'unused/executor',
      'executor',
      facts.config.definitions.executors,
      namedExecutors(facts.config),
      facts,
      report,
    ),
};

export const unusedJob: Rule = {
  code: 'unused/job',
  severity: 'hint',
  explanation: `No workflow and no job-group lists this job, so it never runs. ${nothingIsLost}`,
  config(facts, report) {
    const { config } = facts;
    if (config.workflows.length === 0) return;
    const { jobs } = config.definitions;
    const withBody = {
      names: jobs.names,
      find(name: string) {
        const job = jobs.find(name); // of one without a body config/empty-job tells
        return job?.kind === 'job' && job.body.entries.length === 0 ? undefined : job;
      },
    };
    tellUnmentioned('unused/job', 'job', withBody, listedJobs(config), facts, report);
  },
};

export const unusedOrb: Rule = {
  code: 'unused/orb',
  severity: 'hint',
  explanation: 'The config uses nothing of this orb, and it is fetched at each compile.',
  config({ config, source }, report) {
    for (const { alias, aliasSpan } of config.orbs)
      if (!source.text.includes(`${alias}/`) || !isUsed(alias, source.text))
        report('unused/orb', aliasSpan, `Nothing of the orb "${alias}" is used.`, {
          hint: 'Remove it, or use one of its jobs, commands or executors.',
        });
  },
};

/** `alias/` at the start of a word that is no part of a reference (`circleci/node@5`) or path. */
function isUsed(alias: string, text: string): boolean {
  const name = alias.replaceAll(/[^\w-]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?:^|[\s"'{\[,])${name}/[A-Za-z0-9_<-]+(?![\w@/-])`, 'm').test(text);
}

interface Named {
  readonly names: ReadonlySet<string>;
  find(name: string): { readonly nameSpan: Span } | undefined;
}

/**
 * Names that stand nowhere but where they are declared. `used` are those of which that is known at a glance; where it
 * is all of them, as in most configs, the config is not searched.
 */
function tellUnmentioned(
  code: DiagnosticCode,
  what: string,
  table: Named,
  used: ReadonlySet<string>,
  { config, mentions }: ConfigFacts,
  report: Report,
): void {
  if ([...table.names].every((name) => used.has(name))) return;
  const { counts, hasBuiltWords } = mentions();
  if (hasBuiltWords) return;
  for (const name of table.names) {
    const isUsed = (counts.get(name) ?? 0) > declarations(name, config);
    const found = isUsed ? undefined : table.find(name);
    if (found !== undefined) report(code, found.nameSpan, `Nothing uses the ${what} "${name}".`);
  }
}

/** How many definitions bear that name: so often it stands there without being used. */
function declarations(
  name: string,
  { definitions, jobGroups, workflows, orbs }: ConfigFacts['config'],
): number {
  const { commands, executors, jobs } = definitions;
  const tables = [commands.names, executors.names, jobs.names, jobGroups];
  return (
    tables.filter((table) => table.has(name)).length +
    workflows.filter((w) => w.name === name).length +
    orbs.filter((o) => o.alias === name).length
  );
}

function listedJobs({ workflows, jobGroups }: Config): ReadonlySet<string> {
  const lists = [...workflows, ...jobGroups.values()].map((w) => w.jobs);
  return new Set(lists.flatMap((jobs) => jobs.map((job) => job.key)));
}

function namedExecutors({ definitions }: Config): ReadonlySet<string> {
  const named = new Set<string>();
  for (const name of definitions.jobs.names) {
    const job = definitions.jobs.find(name);
    const executor = job?.kind === 'job' ? job.executor : undefined;
    const text = executor?.kind === 'map' ? plainTextAt(executor, 'name') : plainText(executor);
    if (text !== undefined) named.add(text);
  }
  return named;
}

function calledCommands({ definitions }: Config): ReadonlySet<string> {
  const called = new Set<string>();
  const collect = (steps: readonly StepAst[]): void => {
    for (const step of steps)
      if (step.kind === 'step') called.add(step.key);
      else if (step.kind !== 'splice') collect(step.steps);
  };
  for (const name of definitions.jobs.names) {
    const job = definitions.jobs.find(name);
    if (job?.kind === 'job') collect(job.steps ?? []);
  }
  for (const name of definitions.commands.names) {
    const command = definitions.commands.find(name);
    if (command?.kind === 'command') collect(command.steps);
  }
  return called;
}
