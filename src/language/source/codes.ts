/**
 * Every kind of finding, with one line that explains it. The code is a finding's identity: tests, docs and scripts
 * use it, never the message. Keep the table sorted; each code has a refused or warned case in `testdata/`.
 */
export const codes = {
  'config/duplicate-key': 'A mapping has the same key twice.',
  'config/missing-key': 'A key that is required at this place is not there.',
  'config/unknown-key': 'A key is not part of the CircleCI schema at this place.',
  'config/version': 'The config has no version, or one that is not supported.',
  'config/wrong-type': 'A value has another type than this place takes.',
  'config/wrong-value': 'A value is not one of those that this place takes.',
  'yaml/merge': 'The merge key `<<` has a value that is neither a map nor a list of maps.',
  'yaml/syntax': 'The text is not YAML.',
  'yaml/too-large':
    'The text is longer, deeper or, with its aliases written out, larger than any config may be.',
  'yaml/unknown-anchor': 'An alias names no anchor before it, or the value that it stands in itself.',
} as const;

export type DiagnosticCode = keyof typeof codes;
