/**
 * A command line as words, quotes and backslashes understood as a shell does; nothing is expanded. An image's
 * `command` or `entrypoint` may be written as one text (EXE-09).
 */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  const word = /(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*'|["'\\])+/g;
  for (const [match] of text.matchAll(word)) words.push(unquote(match));
  return words;
}

function unquote(word: string): string {
  return word.replaceAll(
    /\\([\s\S])|"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'/g,
    (whole, escaped, double, single) => {
      if (typeof escaped === 'string') return escaped;
      if (typeof double === 'string') return double.replaceAll(/\\(["\\$`])/g, '$1');
      return typeof single === 'string' ? single : whole;
    },
  );
}
