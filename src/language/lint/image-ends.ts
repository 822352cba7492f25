/*
 * What is known of images that are gone or no longer mended, as of 2026-11-25: from CircleCI's announcements and the
 * release schedules of the projects themselves. Only what is certain stands here; an image that is not in it is fine.
 */

/** CircleCI's convenience images of the first generation, no longer built since 2021-12-31, and what replaces them. */
export const legacyImages: ReadonlyMap<string, string> = new Map([
  ['android', 'cimg/android'],
  ['buildpack-deps', 'cimg/base'],
  ['clojure', 'cimg/clojure'],
  ['dynamodb', 'amazon/dynamodb-local'],
  ['elixir', 'cimg/elixir'],
  ['golang', 'cimg/go'],
  ['jruby', 'jruby'],
  ['mariadb', 'cimg/mariadb'],
  ['mongo', 'mongo'],
  ['mysql', 'cimg/mysql'],
  ['node', 'cimg/node'],
  ['openjdk', 'cimg/openjdk'],
  ['php', 'cimg/php'],
  ['postgres', 'cimg/postgres'],
  ['python', 'cimg/python'],
  ['redis', 'cimg/redis'],
  ['ruby', 'cimg/ruby'],
  ['rust', 'cimg/rust'],
]);

/** Families of machine images out of support, with the month: CircleCI follows Ubuntu's own support. */
export const retiredMachines: readonly (readonly [pattern: RegExp, since: string])[] = [
  [/^circleci\/classic(?::|$)/, '2022-05'],
  [/^ubuntu-1[46]04(?::|$)/, '2022-05'],
  [/^ubuntu-1804(?::|$)/, '2023-05'],
  [/^ubuntu-2004(?::|$)/, '2025-05'],
];

interface Product {
  readonly what: string;
  /** How many numbers make a line of releases: 1 for Node 20, 2 for Python 3.8. */
  readonly digits: 1 | 2;
  /** Lines that are no longer mended, oldest first, with the month of the end; all before the first are older still. */
  readonly ended: Readonly<Record<string, string>>;
}

const node: Product = {
  what: 'Node',
  digits: 1,
  ended: {
    '12': '2022-04',
    '13': '2020-06',
    '14': '2023-04',
    '15': '2021-06',
    '16': '2023-09',
    '17': '2022-06',
    '18': '2025-04',
    '19': '2023-06',
    '20': '2026-04',
    '21': '2024-06',
    '23': '2025-06',
    '25': '2026-06',
  },
};
const python: Product = {
  what: 'Python',
  digits: 2,
  ended: {
    '2.7': '2020-01',
    '3.6': '2021-12',
    '3.7': '2023-06',
    '3.8': '2024-10',
    '3.9': '2025-10',
    '3.10': '2026-10',
  },
};
const ruby: Product = {
  what: 'Ruby',
  digits: 2,
  ended: { '2.7': '2023-03', '3.0': '2024-04', '3.1': '2025-03', '3.2': '2026-03' },
};
const go: Product = {
  what: 'Go',
  digits: 2,
  ended: { '1.22': '2025-02', '1.23': '2025-08', '1.24': '2026-02' },
};
const php: Product = {
  what: 'PHP',
  digits: 2,
  ended: { '7.4': '2022-11', '8.0': '2023-11', '8.1': '2025-12' },
};
const postgres: Product = {
  what: 'PostgreSQL',
  digits: 1,
  ended: { '10': '2022-11', '11': '2023-11', '12': '2024-11', '13': '2025-11', '14': '2026-11' },
};
const mysql: Product = { what: 'MySQL', digits: 2, ended: { '5.7': '2023-10', '8.0': '2026-04' } };
const ubuntu: Product = {
  what: 'Ubuntu',
  digits: 2,
  ended: { '18.04': '2023-05', '20.04': '2025-05' },
};

const products: ReadonlyMap<string, Product> = new Map([
  ['cimg/node', node],
  ['node', node],
  ['cimg/python', python],
  ['python', python],
  ['cimg/ruby', ruby],
  ['ruby', ruby],
  ['cimg/go', go],
  ['golang', go],
  ['cimg/php', php],
  ['php', php],
  ['cimg/postgres', postgres],
  ['postgres', postgres],
  ['cimg/mysql', mysql],
  ['mysql', mysql],
  ['ubuntu', ubuntu],
]);

/** What an image holds that is no longer mended: `Node 16`, and since when if that is known. */
export interface EndedLine {
  readonly what: string;
  readonly since: string | undefined;
}

export function endedLine(image: string): EndedLine | undefined {
  const [, repository = '', tag = ''] = /^(?:docker\.io\/)?(?:library\/)?([^:@]+):([^@]+)/.exec(image) ?? [];
  const product = products.get(repository);
  const numbers = /^(\d+)(?:\.(\d+))?/.exec(tag);
  if (product === undefined || numbers === null) return undefined;
  const [, major = '', minor] = numbers;
  if (product.digits === 2 && minor === undefined) return undefined;
  const line = product.digits === 2 ? `${major}.${minor ?? ''}` : major;
  const since = product.ended[line];
  const first = Object.keys(product.ended).toSorted(compareLines)[0] ?? '';
  if (since === undefined && compareLines(line, first) >= 0) return undefined;
  return { what: `${product.what} ${line}`, since };
}

function compareLines(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}
