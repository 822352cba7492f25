import { findings } from './source/diagnostic.ts';
import { fileId } from './source/span.ts';
import { type PlainData, toData } from './tree/plain-data.ts';
import { readYaml } from './tree/read-yaml.ts';

/** A YAML text that is no config, as data; undefined when it is no YAML, or empty. */
export function plainYaml(text: string): PlainData | undefined {
  const tree = readYaml({ id: fileId('yaml'), text }, findings().report);
  return tree && toData(tree);
}
