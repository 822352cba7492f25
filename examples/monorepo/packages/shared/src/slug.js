/** A title as it stands in an address: lower-case words joined by dashes. */
export function slug(title) {
  return title
    .normalize('NFKD')
    .replace(/[^\p{Letter}\p{Number}\s-]/gu, '')
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '-');
}
