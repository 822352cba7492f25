import { expect, it } from 'vitest';
import { terminalPicture } from './terminal-picture.ts';

it('draws text in its colours and weights', () => {
  const svg = terminalPicture(
    '\u001b[1mplace\u001b[22m  \u001b[31merror\u001b[39m a < b\n\n\u001b[2mdim\u001b[0m\n',
    'x & y',
  );
  expect(svg).toContain('<title>x &amp; y</title>');
  expect(svg).toContain('font-weight="bold" textLength="42.0" lengthAdjust="spacingAndGlyphs">place</tspan>');
  expect(svg).toMatch(/<tspan fill="#ff6b68"[^>]*>error<\/tspan><tspan textLength[^>]*> a &lt; b<\/tspan>/);
  expect(svg).toMatch(/fill-opacity="0.6"[^>]*>dim</);
  expect(svg.match(/<text /g)?.length).toBe(2);
});
