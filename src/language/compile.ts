import type { OrbSource } from '../ports/orb-source.ts';
import type { ResolvedConfig } from './resolve/resolved.ts';
import type { Outcome } from './source/diagnostic.ts';
import type { SourceFiles } from './source/source-file.ts';
import type { MapNode } from './tree/node.ts';

export interface CompileInputs {
  /** How diagnostics name the config: `.circleci/config.yml`. */
  readonly path: string;
  /** Pipeline parameters that the trigger gives; undeclared ones are an error (PAR-22). */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** Pipeline values by name without `pipeline.`; those not given are absent (PVL-06), but for the local defaults of PVL-07. */
  readonly values: Readonly<Record<string, string | number | boolean>>;
  readonly orbs: OrbSource;
}

export interface Compiled {
  readonly config: ResolvedConfig;
  /** The processed config as `config process` prints it: `version: 2`, `jobs`, `workflows`. */
  readonly document: MapNode;
}

export interface CompileOutcome extends Outcome<Compiled> {
  /** Every text that a finding can point into: the config and the orbs. */
  readonly files: SourceFiles;
}
