import { exitCode } from '../exit-code.ts';
import { usageError } from '../usage-error.ts';
import type { Verb } from '../verb.ts';
import { verbs } from '../verbs.ts';

export const completion: Verb = {
  name: 'completion',
  summary: 'Print a completion script',
  arguments: [{ name: 'SHELL', text: 'bash, zsh or fish', isRequired: true }],
  flags: [],
  examples: [
    ['eval "$(orrery completion bash)"', 'in ~/.bashrc'],
    ['eval "$(orrery completion zsh)"', 'in ~/.zshrc'],
    ['orrery completion fish > ~/.config/fish/completions/orrery.fish', 'once'],
  ],
  async run(input, terminal) {
    const [shell = ''] = input.arguments;
    const script = { bash, zsh, fish }[shell];
    if (script === undefined)
      throw usageError(`No completion for ${JSON.stringify(shell)}: it is bash, zsh or fish.`);
    await terminal.out(script(await table()));
    return exitCode.ok;
  },
};

/** What can follow which words: verbs, and each verb's flags. */
type Rows = readonly { readonly words: string; readonly flags: readonly string[] }[];

async function table(): Promise<Rows> {
  return Promise.all(
    verbs
      .filter((entry) => entry.group !== 'circleci-local')
      .map(async (entry) => ({
        words: entry.name,
        flags: [...(await entry.load()).flags.map((f) => `--${f.name}`), '--help'],
      })),
  );
}

/** Words that may come after `before` (words parted by blanks): the next word of each verb that begins so. */
function next(rows: Rows, before: string): readonly string[] {
  const start = before === '' ? '' : `${before} `;
  return [
    ...new Set(
      rows
        .filter((r) => r.words.startsWith(start))
        .map((r) => r.words.slice(start.length).split(' ')[0] ?? ''),
    ),
  ];
}

function cases(rows: Rows): readonly (readonly [string, readonly string[]])[] {
  const prefixes = new Set(['']);
  for (const { words } of rows) {
    const parts = words.split(' ');
    for (let i = 1; i < parts.length; i += 1) prefixes.add(parts.slice(0, i).join(' '));
  }
  return [
    ...[...prefixes].map((p) => [p, next(rows, p)] as const),
    ...rows.map((r) => [r.words, r.flags] as const),
  ];
}

function bash(rows: Rows): string {
  const arms = cases(rows).map(([words, list]) => `    '${words}') list='${list.join(' ')}' ;;`);
  return `_orrery() {
  local before='' word list='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case $word in -*) break ;; esac
    ((i <= 3)) && before="\${before:+$before }$word"
  done
  while :; do
    case $before in
${arms.join('\n')}
    esac
    [ -n "$list" ] || [ -z "$before" ] && break
    case $before in *' '*) before=\${before% *} ;; *) break ;; esac
  done
  COMPREPLY=($(compgen -W "$list" -- "\${COMP_WORDS[COMP_CWORD]}"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _orrery orrery
`;
}

/** zsh runs bash's through its own compatibility layer. */
function zsh(rows: Rows): string {
  return `autoload -Uz bashcompinit && bashcompinit\n${bash(rows)}`;
}

function fish(rows: Rows): string {
  const lines = ['complete -c orrery -f'];
  for (const word of next(rows, '')) lines.push(`complete -c orrery -n __fish_use_subcommand -a '${word}'`);
  for (const { words, flags } of rows) {
    const parts = words.split(' ');
    parts.slice(1).forEach((part, i) => {
      const seen = parts.slice(0, i + 1).map((p) => `__fish_seen_subcommand_from ${p}`);
      lines.push(`complete -c orrery -n '${seen.join('; and ')}' -a '${part}'`);
    });
    const seen = parts.map((p) => `__fish_seen_subcommand_from ${p}`).join('; and ');
    for (const flag of flags) lines.push(`complete -c orrery -n '${seen}' -l ${flag.slice(2)}`);
  }
  return `${[...new Set(lines)].join('\n')}\n`;
}
