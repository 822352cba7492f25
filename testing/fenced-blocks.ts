/** A fenced block of a Markdown text: what stands behind its first fence, and its lines. */
export interface FencedBlock {
  readonly info: string;
  readonly text: string;
}

export function fencedBlocks(markdown: string): readonly FencedBlock[] {
  return [...markdown.matchAll(/^```(.+)\n((?:.*\n)*?)```$/gm)].map(([, info = '', text = '']) => ({
    info,
    text,
  }));
}
