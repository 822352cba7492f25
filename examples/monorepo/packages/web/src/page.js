import { slug } from '../../shared/src/slug.js';

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeHtml(text) {
  return text.replace(/[&<>"]/g, (character) => escapes[character]);
}

/** One article as a page. */
export function renderPage({ title, body }) {
  return `<article id="${slug(title)}"><h1>${escapeHtml(title)}</h1><p>${escapeHtml(body)}</p></article>`;
}
