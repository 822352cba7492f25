import type { MapNode } from '../tree/node.ts';
import { checkFields } from './check-shape.ts';
import { any, type Check, field, type Fields } from './shape.ts';

/** ORB-06. */
const inlineOrbFields: Fields = {
  orbs: field(any, 'Orbs that it uses itself.'),
  commands: field(any, 'Its commands.'),
  executors: field(any, 'Its executors.'),
  jobs: field(any, 'Its jobs.'),
  version: field(any, 'Without effect.'),
  name: field(any, 'Without effect.'),
  description: field(any, 'What it is for.'),
  display: field(any, 'Without effect.'),
  examples: field(any, 'Without effect.'),
};

/** The keys of an orb that is written in the config itself. */
export function checkInlineOrb(map: MapNode, alias: string, check: Check): void {
  checkFields(map, inlineOrbFields, `the orb "${alias}"`, check);
}
