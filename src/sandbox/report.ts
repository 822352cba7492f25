/** A line on the driver's stderr. */
export type Report =
  /** The process that runs the steps. */
  | { readonly kind: 'runner'; readonly pid: number }
  | { readonly kind: 'pong'; readonly number: number }
  /** The process that runs the steps is dead. */
  | { readonly kind: 'gone' }
  /** `left` processes could not be killed; `since` is the step's birth, for another walk. */
  | { readonly kind: 'killed'; readonly nonce: string; readonly left: number; readonly since: string }
  | { readonly kind: 'fact'; readonly name: FactName; readonly value: string }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The answer to a question about a folder. */
  | { readonly kind: 'folder'; readonly id: string; readonly path: string }
  | { readonly kind: 'nothing'; readonly id: string }
  | { readonly kind: 'trouble'; readonly id: string; readonly reason: string }
  /** No report: what the container's init, or the engine, says when there is no shell to start. */
  | { readonly kind: 'noise'; readonly text: string };

const factNames = ['task', 'home', 'work', 'user', 'shell', 'cpu'] as const;
export type FactName = (typeof factNames)[number];

/** Splits the driver's stderr into its reports. */
export function createReportReader(): (chunk: Uint8Array) => readonly Report[] {
  const decoder = new TextDecoder();
  let rest = '';
  return (chunk) => {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    return lines.map(readReport);
  };
}

function readReport(line: string): Report {
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = line.split(' ');
  const afterFirst = line.slice(first.length + 1);
  const afterSecond = afterFirst.slice(second.length + 1);
  if (isFactName(first)) return { kind: 'fact', name: first, value: afterFirst };
  if (first === 'runner') return { kind: 'runner', pid: Number(second) };
  if (first === 'pong') return { kind: 'pong', number: Number(second) };
  if (first === 'gone' || first === 'ready') return { kind: first };
  if (first === 'failed') return { kind: 'failed', reason: afterFirst };
  if (second === 'killed' && third !== '')
    return { kind: 'killed', nonce: first, left: Number(fourth), since: fifth };
  if (second === 'folder') return { kind: 'folder', id: first, path: afterSecond };
  if (second === 'nothing') return { kind: 'nothing', id: first };
  if (second === 'trouble') return { kind: 'trouble', id: first, reason: afterSecond };
  return { kind: 'noise', text: line };
}

function isFactName(word: string): word is FactName {
  return (factNames as readonly string[]).includes(word);
}
