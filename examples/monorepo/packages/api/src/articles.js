import { slug } from '../../shared/src/slug.js';

/** Articles by their slugs; a second article of the same slug gets a number. */
export function createArticles() {
  const articles = new Map();
  return {
    add(title, body) {
      const base = slug(title) || 'untitled';
      let key = base;
      for (let n = 2; articles.has(key); n++) key = `${base}-${n}`;
      articles.set(key, { title, body });
      return key;
    },
    read: (key) => articles.get(key),
    list: () => [...articles.keys()].sort(),
  };
}
