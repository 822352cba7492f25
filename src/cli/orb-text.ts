import type { OrbDescription, OrbElement, OrbParameter } from '../language/index.ts';
import type { Style } from './style.ts';

/** What `orb info` shows. */
export function orbText(id: string, versions: readonly string[], orb: OrbDescription, style: Style): string {
  const lines = [style.bold(id)];
  if (orb.description !== undefined) lines.push(`  ${firstLine(orb.description)}`);
  if (orb.sourceUrl !== undefined) lines.push(`  source: ${orb.sourceUrl}`);
  if (orb.homeUrl !== undefined) lines.push(`  home: ${orb.homeUrl}`);
  if (versions.length > 0)
    lines.push(
      `  versions: ${versions.slice(0, 10).join(', ')}${versions.length > 10 ? `, and ${versions.length - 10} older` : ''}`,
    );
  const imports = Object.entries(orb.orbs).map(([alias, reference]) => `${alias} (${reference})`);
  if (imports.length > 0) lines.push(`  uses: ${imports.join(', ')}`);
  for (const section of ['jobs', 'commands', 'executors'] as const) {
    if (orb[section].length > 0) lines.push('', style.bold(section));
    for (const element of orb[section]) lines.push(...elementLines(element, style));
  }
  if (orb.examples.length > 0) lines.push('', style.bold('examples'));
  for (const { name, description } of orb.examples) lines.push(`  ${named(name, description, style)}`);
  return `${lines.join('\n')}\n`;
}

function elementLines({ name, description, parameters }: OrbElement, style: Style): readonly string[] {
  return [`  ${named(name, description, style)}`, ...parameters.map((p) => `    ${parameterText(p, style)}`)];
}

function named(name: string, description: string | undefined, style: Style): string {
  return description === undefined ? name : `${name}  ${style.dim(firstLine(description))}`;
}

function parameterText(p: OrbParameter, style: Style): string {
  const type = p.members.length > 0 ? `${p.type} of ${p.members.join(', ')}` : p.type;
  const value = p.isRequired ? 'required' : `default ${shorten(JSON.stringify(p.default))}`;
  const text = p.description === undefined ? '' : `  ${style.dim(firstLine(p.description))}`;
  return `${p.name}: ${type}, ${value}${text}`;
}

function firstLine(text: string): string {
  return shorten(text.split('\n', 1)[0] ?? '');
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
