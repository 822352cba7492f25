/** Kept before and after the place that matters. */
const keptBefore = 30_000;
const keptAfter = 5_000;

/**
 * A long text with all but the surroundings of one place blanked out, line by line, so that places in it are places in
 * the text: what is near, and above that the lines whose maps and lists are open there. A parser meets the same fault
 * at that place as in the whole text, at a fraction of the cost.
 */
export function excerptAround(text: string, place: number): string {
  const nearStart = text.lastIndexOf('\n', Math.max(0, place - keptBefore)) + 1;
  const lines = openLinesAbove(text, place);
  // Whole blocks: a block cut in two would be a fault of its own.
  const from = lines.find((start) => start >= nearStart) ?? text.lastIndexOf('\n', place - 1) + 1;
  const kept = lines.filter((start) => start < from).map((start) => [start, lineEnd(text, start)] as const);
  kept.push([from, lineEnd(text, Math.min(text.length, place + keptAfter))]);
  let excerpt = '';
  for (const [start, end] of kept)
    excerpt += blank(text.slice(excerpt.length, start)) + text.slice(start, end);
  return excerpt;
}

/** Starts of the lines above that are indented less and less, outermost first. */
function openLinesAbove(text: string, place: number): readonly number[] {
  const starts: number[] = [];
  let below = Number.POSITIVE_INFINITY;
  for (let end = place; end > 0 && below > 0;) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end);
    const indent = line.search(/\S/);
    if (indent >= 0 && indent < below && line[indent] !== '#') {
      below = indent;
      starts.unshift(start);
    }
    end = start - 1;
  }
  return starts;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function blank(text: string): string {
  return text.replace(/[^\n]+/g, (line) => ' '.repeat(line.length));
}
