import { optionalMap } from './optional-map.ts';
import type { Entry, MapNode, Node } from '../tree/node.ts';
import type { Definitions, Table } from './ast.ts';
import { readCommand } from './read-command.ts';
import { readExecutor } from './read-executor.ts';
import { readJob } from './read-job.ts';
import type { StepCheck } from './read-steps.ts';
import type { Check } from './shape.ts';

/** The sections of a config or an orb that hold definitions. */
export interface DefinitionSections {
  readonly commands: Node | undefined;
  readonly executors: Node | undefined;
  readonly jobs: Node | undefined;
}

/** Definitions that are read when they are asked for. */
export function definitionsOf(sections: DefinitionSections, check: Check): Definitions {
  const section = (key: keyof DefinitionSections): MapNode | undefined => {
    const node = sections[key];
    return optionalMap(node, `"${key}"`, check);
  };
  const commands = section('commands');
  const stepCheck: StepCheck = { ...check, commands: new Set(commands?.entries.map((e) => e.key)) };
  return {
    commands: table(commands, (e) => readCommand(e, stepCheck)),
    executors: table(section('executors'), (e) => readExecutor(e, stepCheck)),
    jobs: table(section('jobs'), (e) => readJob(e, stepCheck)),
  };
}

/** Reads all of them, for what it reports. */
export function readAll(definitions: Definitions): void {
  for (const t of [definitions.commands, definitions.executors, definitions.jobs])
    for (const name of t.names) t.find(name);
}

function table<T>(section: MapNode | undefined, read: (entry: Entry) => T | undefined): Table<T> {
  const entries = new Map(section?.entries.map((e) => [e.key, e]));
  const known = new Map<string, T | undefined>();
  return {
    names: new Set(entries.keys()),
    find(name) {
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      if (!known.has(name)) known.set(name, read(entry));
      return known.get(name);
    },
  };
}
