import type { CommandAst, Definitions, JobAst, StepAst } from '../config/ast.ts';
import type { OrbLink } from '../orbs/namespace.ts';
import type { Span } from '../source/span.ts';
import { findEntry, type Node } from '../tree/node.ts';
import { writtenText } from './plain-text.ts';
import { reachingNames } from './outside-values.ts';

/** Where names are looked up: the config, or an orb. */
export interface Names {
  readonly definitions: Definitions;
  readonly orbs: ReadonlyMap<string, OrbLink>;
}

/** A command or job, and the names that its own steps see. */
export interface Callee {
  readonly definition: CommandAst | JobAst;
  readonly names: Names;
}

/** The text of a `run` or `deploy` step that the shell gets. */
export function scriptOf(key: string, args: Node | undefined): Node | undefined {
  if (key !== 'run' && key !== 'deploy') return undefined;
  return args?.kind === 'map' ? findEntry(args, 'command')?.value : args;
}

/** The command or job of that name; undefined for a built-in step, and for what is not there. */
export function calleeOf(kind: 'commands' | 'jobs', name: string, names: Names): Callee | undefined {
  const cut = name.indexOf('/');
  const first = cut < 0 ? name : name.slice(0, cut);
  const second = cut < 0 ? undefined : name.slice(cut + 1);
  const link = second === undefined ? undefined : names.orbs.get(first)?.namespace;
  const inside: Names | undefined = second === undefined ? names : link;
  const element = second ?? first;
  if (inside === undefined || !inside.definitions[kind].names.has(element)) return undefined;
  const definition = inside.definitions[kind].find(element);
  if (definition === undefined) return undefined;
  // An alias to an alias ends somewhere, or the config does not compile; one step is enough for what people write.
  if (definition.kind !== 'alias') return { definition, names: inside };
  const target = inside.definitions[kind].find(definition.target);
  return target === undefined || target.kind === 'alias' ? undefined : { definition: target, names: inside };
}

/** Answers where a parameter's value gets into a script, directly or through the commands it is passed to. */
export type ShellFlow = (callee: Callee, parameter: string) => Span | undefined;

export function shellFlow(): ShellFlow {
  const known = new Map<CommandAst | JobAst, Map<string, Span | undefined>>();
  const flow: ShellFlow = (callee, parameter) => {
    const { definition } = callee;
    const ofDefinition = known.get(definition) ?? new Map<string, Span | undefined>();
    known.set(definition, ofDefinition);
    if (ofDefinition.has(parameter)) return ofDefinition.get(parameter);
    ofDefinition.set(parameter, undefined); // a command that calls itself is an error of its own
    const found = inSteps(definition.steps ?? [], `parameters.${parameter}`, callee.names, flow);
    ofDefinition.set(parameter, found);
    return found;
  };
  return flow;
}

function inSteps(steps: readonly StepAst[], name: string, names: Names, flow: ShellFlow): Span | undefined {
  for (const step of steps) {
    if (step.kind === 'splice') continue;
    const found =
      step.kind === 'step' ? inStep(step, name, names, flow) : inSteps(step.steps, name, names, flow);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inStep(
  step: Extract<StepAst, { kind: 'step' }>,
  name: string,
  names: Names,
  flow: ShellFlow,
): Span | undefined {
  const callee = calleeOf('commands', step.key, names);
  if (callee === undefined) {
    const script = scriptOf(step.key, step.args);
    return takesIn(script, name) ? script?.span : undefined;
  }
  const passed = step.args?.kind === 'map' ? step.args.entries : [];
  for (const { key, value } of passed)
    if (takesIn(value, name)) {
      const found = flow(callee, key);
      if (found !== undefined) return found;
    }
  return undefined;
}

function takesIn(node: Node | undefined, name: string): boolean {
  return reachingNames(writtenText(node) ?? '').some((n) => n.name === name);
}
