/** How a cell looks; colours are those of `palette`. */
interface Look {
  readonly colour: keyof typeof palette | undefined;
  readonly isBold: boolean;
  readonly isDim: boolean;
}

interface Run {
  readonly text: string;
  readonly look: Look;
}

const palette = { red: '#ff6b68', green: '#7ec878', yellow: '#e5c07b', blue: '#6cb2eb' };
const plain: Look = { colour: undefined, isBold: false, isDim: false };
const cell = { width: 8.4, height: 19, size: 14 };
const edge = 16;

/** A picture, as SVG, of what a terminal shows: lines of text with the colour codes that Orrery prints. */
export function terminalPicture(screen: string, title: string): string {
  const lines = screen.trimEnd().split('\n').map(runsOf);
  const columns = Math.max(...lines.map((runs) => runs.reduce((n, r) => n + r.text.length, 0)));
  const width = Math.ceil(columns * cell.width + 2 * edge);
  const height = lines.length * cell.height + 2 * edge;
  const rows = lines.map((runs, i) => {
    const y = edge + (i + 1) * cell.height - 5;
    return runs.length === 0
      ? ''
      : `<text x="${edge}" y="${y}" xml:space="preserve">${runs.map(spanOf).join('')}</text>\n`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escape(title)}</title>
<rect width="100%" height="100%" rx="8" fill="#1e2127"/>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${cell.size}" fill="#dcdfe4">
${rows.join('')}</g>
</svg>
`;
}

function spanOf({ text, look }: Run): string {
  const attributes = [
    look.colour === undefined ? '' : ` fill="${palette[look.colour]}"`,
    look.isBold ? ' font-weight="bold"' : '',
    look.isDim ? ' fill-opacity="0.6"' : '',
  ].join('');
  const length = ` textLength="${(text.length * cell.width).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`;
  return `<tspan${attributes}${text.trim() === '' ? '' : length}>${escape(text)}</tspan>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function runsOf(line: string): readonly Run[] {
  let look = plain;
  const runs: Run[] = [];
  // oxlint-disable-next-line no-control-regex
  for (const part of line.trimEnd().split(/(\u001b\[[0-9;]*m)/)) {
    // oxlint-disable-next-line no-control-regex
    const codes = /^\u001b\[([0-9;]*)m$/.exec(part)?.[1];
    if (codes !== undefined) for (const code of codes.split(';')) look = changed(look, Number(code));
    else if (part !== '') runs.push({ text: part, look });
  }
  return runs;
}

function changed(look: Look, code: number): Look {
  switch (code) {
    case 0:
      return plain;
    case 1:
      return { ...look, isBold: true };
    case 2:
      return { ...look, isDim: true };
    case 22:
      return { ...look, isBold: false, isDim: false };
    case 39:
      return { ...look, colour: undefined };
    default:
      return { ...look, colour: colours[code] ?? look.colour };
  }
}

const colours: Readonly<Record<number, keyof typeof palette>> = {
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
};
