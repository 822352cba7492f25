/**
 * `$NAME` and `${NAME}` replaced by their values, as in `auth` of an image (EXE-11); a variable that is not set is empty.
 * Text without a `$` is taken as it is.
 */
export function interpolate(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g,
    (_, braced: string | undefined, bare: string | undefined) => {
      const name = braced ?? bare ?? '';
      return Object.hasOwn(variables, name) ? (variables[name] ?? '') : '';
    },
  );
}
