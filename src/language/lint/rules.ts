import type { Rule } from './rule.ts';
import { alwaysTrue } from './rules/always-true.ts';

/** All rules, in the order they are documented. */
export const rules: readonly Rule[] = [alwaysTrue];
