#!/bin/sh
# The `circleci` (and `circleci-agent`) command inside a job. Runs under dash, busybox ash and bash; beside the shell's
# own commands it uses sort, awk, wc and cat where it must, and says which is missing. What it is given is never
# evaluated as shell source, but for the --command of `tests run`. Its variables begin with occ_, so that no variable of
# the job is changed for the commands it starts.
set -u
occ_name=${0##*/}
occ_newline='
'

usage() {
  cat <<'END'
circleci: what Orrery puts into each job in place of CircleCI's own command

  circleci tests glob PATTERN...        files that match: * ? [abc] {a,b}, and ** for any depth of folders
  circleci tests split [FLAGS] [FILE]   this node's share of the names in FILE or on standard input, one a line
  circleci tests run --command=COMMAND [FLAGS]   the same, given to COMMAND on its standard input; after orrery rerun
                                        --failed-tests only of the names whose tests failed
  circleci step halt                    end the job after this step, without failing it
  circleci env subst [TEXT]             TEXT (or standard input) with $NAME, ${NAME} and ${NAME:-default} filled in
  circleci config continue [--parameters JSON|FILE] FILE   go on with the pipeline, from a job of a setup workflow
  circleci version

Flags of split and run:
  --split-by=name|filesize|timings      name deals the sorted names out in turn; the others put the biggest first on
                                        the node with the least (default name; run without it takes name, too)
  --timings-type=filename|classname|testname|autodetect
  --time-default=10s                    for names without a time (default: the mean of the others)
  --index=N --total=N                   default: $CIRCLE_NODE_INDEX and $CIRCLE_NODE_TOTAL
  --show-counts, --verbose              say on standard error how many, or which
END
}

say() {
  printf '%s: %s\n' "$occ_name" "$1" >&2
}

fail() { # code, message
  say "$2"
  exit "$1"
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# --- names -----------------------------------------------------------------------------------------------------------

# Lines in the order of their bytes; with -u each once.
sort_lines() {
  if has sort; then
    LC_ALL=C sort "$@"
  elif has awk; then
    LC_ALL=C awk -v unique="${1-}" '
      { line[NR] = $0 "" }
      END {
        for (gap = int(NR / 2); gap > 0; gap = int(gap / 2))
          for (i = gap + 1; i <= NR; i++) {
            held = line[i]
            for (j = i; j > gap && line[j - gap] > held; j -= gap) line[j] = line[j - gap]
            line[j] = held
          }
        for (i = 1; i <= NR; i++) if (unique == "" || i == 1 || line[i] != line[i - 1]) print line[i]
      }'
  else
    say 'neither sort nor awk is in this image: names stay in the order they came'
    copy_lines
  fi
}

# Standard input, its last line ended.
copy_lines() {
  if has cat; then
    cat && printf '\n'
  else
    while IFS= read -r occ_line || [ -n "$occ_line" ]; do printf '%s\n' "$occ_line"; done
  fi
}

# The names in the files given ("-", or none: standard input), one a line. Blanks part names only where all the input is
# one line that names no file ("expects input to be space or newline delimited", CircleCI's guide to rerun failed tests).
read_names() {
  [ $# -gt 0 ] || set -- -
  for occ_file do
    if [ "$occ_file" = - ]; then copy_lines; else copy_lines <"$occ_file"; fi
  done | if next_name; then
    occ_first=$occ_line
    if next_name; then
      printf '%s\n' "$occ_first" "$occ_line"
      while next_name; do printf '%s\n' "$occ_line"; done
    elif [ -e "$occ_first" ]; then
      printf '%s\n' "$occ_first"
    else
      set -f
      printf '%s\n' $occ_first
    fi
  fi
}

# The next line that is not blank, to occ_line.
next_name() {
  while IFS= read -r occ_line; do
    occ_line=${occ_line%"$occ_return"}
    case $occ_line in *[![:space:]]*) return 0 ;; esac
  done
  return 1
}
occ_return=$(printf '\r')

# --- tests glob ------------------------------------------------------------------------------------------------------
# As Go's doublestar, which CircleCI's command uses: folders match like files, hidden ones like others, `**` does not
# follow links.

tests_glob() {
  case ${1-} in
    '') fail 2 'tests glob needs a pattern, in quotes: circleci tests glob "test/**/*.js"' ;;
    --help | -h) usage && return ;;
    --) shift ;;
  esac
  # Ranges like [a-c] by bytes; what a character is stays as it was.
  if [ -n "${LC_ALL-}" ]; then LC_CTYPE=$LC_ALL; fi
  unset LC_ALL
  LC_COLLATE=C
  export LC_COLLATE
  for occ_pattern do
    check_pattern "$occ_pattern" || fail 1 "malformed pattern: $occ_pattern"
  done
  for occ_pattern do expand_braces "$occ_pattern"; done | sort_lines -u
}

# First character of occ_text to occ_char, the rest stays. A backslash takes the next one along.
take_char() {
  occ_char=${occ_text%"${occ_text#?}"}
  occ_text=${occ_text#?}
  if [ "$occ_char" = \\ ] && [ -n "$occ_text" ]; then
    occ_char=$occ_char${occ_text%"${occ_text#?}"}
    occ_text=${occ_text#?}
  fi
}

# Braces and brackets are closed.
check_pattern() {
  occ_text=$1 occ_depth=0 occ_set=
  while [ -n "$occ_text" ]; do
    take_char
    case $occ_set$occ_char in
      '[') occ_set=in ;;
      'in]') occ_set= ;;
      in*) ;;
      '{') occ_depth=$((occ_depth + 1)) ;;
      '}') [ "$occ_depth" -gt 0 ] && occ_depth=$((occ_depth - 1)) ;;
      \\) return 1 ;;
    esac
  done
  [ "$occ_depth$occ_set" = 0 ]
}

# Cuts $1 at its first group in braces: occ_before, occ_inside, occ_text (what follows). False when there is none.
cut_braces() {
  occ_before= occ_inside= occ_text=$1 occ_depth=0 occ_set=
  while [ -n "$occ_text" ]; do
    take_char
    case $occ_set$occ_char in
      '[') occ_set=in ;;
      'in]') occ_set= ;;
      in*) ;;
      '{')
        occ_depth=$((occ_depth + 1))
        [ "$occ_depth" -gt 1 ] || continue
        ;;
      '}')
        if [ "$occ_depth" -gt 0 ]; then
          occ_depth=$((occ_depth - 1))
          [ "$occ_depth" -gt 0 ] || return 0
        fi
        ;;
    esac
    if [ "$occ_depth" = 0 ]; then occ_before=$occ_before$occ_char; else occ_inside=$occ_inside$occ_char; fi
  done
  return 1
}

# The first alternative of occ_text to occ_inside; occ_more is empty when it was the last.
cut_alternative() {
  occ_inside= occ_text=$1 occ_depth=0 occ_set= occ_more=
  while [ -n "$occ_text" ]; do
    take_char
    case $occ_set$occ_char in
      '[') occ_set=in ;;
      'in]') occ_set= ;;
      in*) ;;
      '{') occ_depth=$((occ_depth + 1)) ;;
      '}') occ_depth=$((occ_depth - 1)) ;;
      ,) if [ "$occ_depth" = 0 ]; then occ_more=1 && return; fi ;;
    esac
    occ_inside=$occ_inside$occ_char
  done
}

expand_braces() {
  if ! cut_braces "$1"; then
    start_glob "$1"
    return
  fi
  set -- "$occ_before" "$occ_inside" "$occ_text" 1
  while [ -n "$4" ]; do
    cut_alternative "$2"
    set -- "$1" "$occ_text" "$3" "$occ_more"
    expand_braces "$1$occ_inside$3"
  done
}

start_glob() {
  # In shell patterns a set is negated by "!".
  occ_text=$1 occ_pattern_out=
  while [ -n "$occ_text" ]; do
    take_char
    case $occ_char$occ_text in '[^'*) occ_char='[!' occ_text=${occ_text#?} ;; esac
    occ_pattern_out=$occ_pattern_out$occ_char
  done
  case $occ_pattern_out in
    /*) glob_in / "${occ_pattern_out#/}" ;;
    *) glob_in '' "$occ_pattern_out" ;;
  esac
}

# Prints what matches $2 in the folder $1 ('' or a path that ends in "/"). Calls itself: only $1..$4 are its own.
glob_in() {
  case $2 in
    */*) set -- "$1" "${2%%/*}" "${2#*/}" deeper ;;
    *) set -- "$1" "$2" '' '' ;;
  esac
  case $2 in
    '' | .) if [ -n "$4" ]; then glob_in "$1" "$3"; fi ;;
    '**') glob_any_depth "$1" "${3:-*}" ;;
    *[*?[\\]*)
      for occ_path in "$1"* "$1".[!.]* "$1"..?*; do
        # $2 is meant as a pattern here.
        case ${occ_path#"$1"} in $2) glob_found "$occ_path" "$3" "$4" ;; esac
      done
      ;;
    *) glob_found "$1$2" "$3" "$4" ;;
  esac
}

# $1 matches so far; $2 is the rest of the pattern, if $3 is not empty.
glob_found() {
  if [ -n "$3" ]; then
    if [ -d "$1" ]; then glob_in "$1/" "$2"; fi
  elif [ -e "$1" ] || [ -L "$1" ]; then
    case $1 in *"$occ_newline"*) ;; *) printf '%s\n' "$1" ;; esac
  fi
}

glob_any_depth() {
  glob_in "$1" "$2"
  for occ_path in "$1"* "$1".[!.]* "$1"..?*; do
    if [ -d "$occ_path" ] && [ ! -L "$occ_path" ]; then glob_any_depth "$occ_path/" "$2"; fi
  done
}

# --- tests split, tests run ------------------------------------------------------------------------------------------

set_flag() { # name, value
  case $1 in
    --split-by)
      case $2 in name | filesize | timings) occ_by=$2 ;; *) fail 2 "--split-by is name, filesize or timings, not \"$2\"" ;; esac
      ;;
    --timings-type)
      case $2 in
        filename | classname | testname | autodetect) occ_type=$2 ;;
        file) occ_type=filename ;;
        name) occ_type=testname ;;
        *) fail 2 "--timings-type is filename, classname, testname or autodetect, not \"$2\"" ;;
      esac
      ;;
    --index) occ_index=$2 ;;
    --total) occ_total=$2 ;;
    --time-default)
      case $2 in
        [!0-9]* | *[!0-9.hms]* | *[!hms] | '') fail 2 "--time-default is a duration such as 10s, not \"$2\"" ;;
        *) occ_default=$2 ;;
      esac
      ;;
    --command) occ_command=$2 ;;
  esac
}

split_flags() { # "split" or "run", then the arguments; leaves the names of files in occ_files, one a line
  occ_by=name occ_type=autodetect occ_default= occ_counts= occ_verbose= occ_command= occ_files=
  occ_index=${CIRCLE_NODE_INDEX:-0} occ_total=${CIRCLE_NODE_TOTAL:-1}
  occ_verb=$1
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) usage && exit 0 ;;
      --show-counts | --show-counts=true) occ_counts=1 ;;
      --verbose | --verbose=true) occ_verbose=1 ;;
      --show-counts=false | --verbose=false) ;;
      --split-by=* | --timings-type=* | --index=* | --total=* | --time-default=* | --command=*)
        set_flag "${1%%=*}" "${1#*=}"
        ;;
      --split-by | --timings-type | --index | --total | --time-default | --command)
        [ $# -gt 1 ] || fail 2 "$1 needs a value"
        set_flag "$1" "$2"
        shift
        ;;
      -) occ_files=$occ_files-$occ_newline ;;
      -*) fail 2 "unknown flag of tests $occ_verb: $1" ;;
      *) occ_files=$occ_files$1$occ_newline ;;
    esac
    shift
  done
  case $occ_index in '' | *[!0-9]*) fail 2 "--index is a number from 0 up, not \"$occ_index\"" ;; esac
  case $occ_total in '' | *[!0-9]* | 0) fail 2 "--total is a number from 1 up, not \"$occ_total\"" ;; esac
  [ "$occ_index" -lt "$occ_total" ] || fail 2 "--index ($occ_index) must be less than --total ($occ_total)"
}

# Sets occ_names to all names in the order of their bytes and occ_share to this node's, in that order.
split_names() {
  occ_rest=$occ_files
  set --
  while [ -n "$occ_rest" ]; do
    occ_file=${occ_rest%%"$occ_newline"*}
    occ_rest=${occ_rest#*"$occ_newline"}
    [ "$occ_file" = - ] || { [ -r "$occ_file" ] && [ ! -d "$occ_file" ]; } || fail 1 "cannot read $occ_file"
    set -- "$@" "$occ_file"
  done
  occ_names=$(read_names "$@" | sort_lines)
  if [ "$occ_verb" = run ]; then keep_failed; fi
  if [ "$occ_by" != name ] && ! has awk; then
    say "awk is not in this image: splitting by name instead of by $occ_by"
    occ_by=name
  fi
  case $occ_by in
    name) occ_share=$(deal_names) ;;
    filesize) occ_share=$({ file_sizes; all_names; } | deal_weighed) || exit 1 ;;
    timings) occ_share=$({ known_times; all_names; } | deal_weighed) || exit 1 ;;
  esac
  if [ -n "$occ_counts" ]; then
    printf '%s of %s tests are for node %s of %s\n' "$(count_lines "$occ_share")" "$(count_lines "$occ_names")" \
      "$occ_index" "$occ_total" >&2
  fi
}

count_lines() {
  [ -n "$1" ] || { printf 0 && return; }
  printf '%s\n' "$1" | {
    occ_count=0
    while IFS= read -r occ_line; do occ_count=$((occ_count + 1)); done
    printf '%s' "$occ_count"
  }
}

# CircleCI deals the sorted names out in turn (seen: of eight files on four nodes, node 0 gets the first and the fifth).
deal_names() {
  [ -n "$occ_names" ] || return 0
  printf '%s\n' "$occ_names" | if has awk; then
    awk -v node="$occ_index" -v total="$occ_total" '(NR - 1) % total == node'
  else
    occ_turn=0
    while IFS= read -r occ_line; do
      [ "$occ_turn" != "$occ_index" ] || printf '%s\n' "$occ_line"
      occ_turn=$(((occ_turn + 1) % occ_total))
    done
  fi
}

# What deal_weighed reads after the weights.
all_names() {
  printf '%s\n' '--names--'
  [ -z "$occ_names" ] || printf '%s\n' "$occ_names"
}

# Lines of `wc -c`: size and name. A file that is not there has none.
file_sizes() {
  has wc || fail 1 'splitting by filesize needs wc, which is not in this image'
  [ -n "$occ_names" ] || return 0
  printf '%s\n' "$occ_names" | {
    set --
    while IFS= read -r occ_line; do
      case $occ_line in /*) ;; *) occ_line=./$occ_line ;; esac
      set -- "$@" "$occ_line"
      if [ $# -ge 200 ]; then
        wc -c "$@" 2>/dev/null
        set --
      fi
    done
    [ $# -eq 0 ] || wc -c "$@" 2>/dev/null
  }
}

# What the engine has of earlier runs: lines of kind, name, seconds.
known_times() {
  occ_table=${CIRCLE_INTERNAL_TASK_DATA:-/nonexistent}/test-timings.tsv
  if [ -r "$occ_table" ]; then copy_lines <"$occ_table"; fi
}

# This node's names. The biggest are dealt first, each to the node with the least so far (on a tie the one with the
# fewest names, then the first).
deal_weighed() {
  LC_ALL=C occ_default=$occ_default occ_here=${PWD:-} awk -v by="$occ_by" -v type="$occ_type" -v node="$occ_index" \
    -v total="$occ_total" '
    # Not every awk can write to standard error by itself.
    function note(text) { print text | "cat >&2" }
    function seconds(text,  sum, part, unit) {
      while (match(text, /^[0-9]+(\.[0-9]*)?(ms|s|m|h)/)) {
        part = substr(text, 1, RLENGTH)
        text = substr(text, RLENGTH + 1)
        unit = part ~ /ms$/ ? 0.001 : part ~ /s$/ ? 1 : part ~ /m$/ ? 60 : 3600
        sum += (part + 0) * unit
      }
      return text == "" ? sum + 0 : -1
    }
    function plain(name) {
      if (here != "/" && index(name, here "/") == 1) name = substr(name, length(here) + 2)
      while (substr(name, 1, 2) == "./") name = substr(name, 3)
      return name
    }
    function hits(kind,  i, sum) {
      for (i = 1; i <= count; i++) if ((kind, key[i]) in known) sum++
      return sum + 0
    }
    function autodetected(  k, n, most, best) {
      split("filename classname testname", kinds, " ")
      for (k = 1; k <= 3; k++) if ((n = hits(kinds[k])) > most + 0) { most = n; best = kinds[k] }
      if (best != "") note("Autodetected " best " timings.")
      return best
    }
    # What a name without a weight counts for.
    function fallback(  i, sum) {
      if (by == "filesize") return 0
      if (ENVIRON["occ_default"] != "") {
        if ((sum = seconds(ENVIRON["occ_default"])) >= 0) return sum
        note("--time-default is no duration (such as 10s): " ENVIRON["occ_default"])
      }
      for (i = 1; i <= count; i++) if ((type, key[i]) in known) sum += known[type, key[i]]
      return sum / hits(type)
    }
    function before(a, b) { return weight[a] > weight[b] || (weight[a] == weight[b] && a < b) }
    function lighter(a, b) { return load[a] < load[b] || (load[a] == load[b] && names[a] < names[b]) }

    BEGIN { FS = "\t"; here = ENVIRON["occ_here"]; if (by == "filesize") type = "size" }
    inNames { name[++count] = $0; key[count] = plain($0); next }
    $0 == "--names--" { inNames = 1; next }
    by == "timings" {
      known[$1, plain($2)] = $3 + 0
      # A reporter that writes absolute paths wrote those of the folder that its job ran in.
      rest = $1 == "filename" && $2 ~ /^\// ? $2 : ""
      while ((at = index(rest, "/")) > 0) {
        rest = substr(rest, at + 1)
        if (!(("filename", rest) in known)) known["filename", rest] = $3 + 0
      }
      next
    }
    {
      sub(/^ +/, "")
      # The line of the total has no slash.
      at = index($0, " ")
      if (substr($0, at + 1) ~ /^\.?\//) known["size", plain(substr($0, at + 1))] = substr($0, 1, at - 1) + 0
    }
    END {
      if (type == "autodetect") type = autodetected()
      if (count > 0 && by == "timings" && (type == "" || hits(type) == 0)) {
        note("Error auto-detecting timing type, falling back to weighting by name.")
        for (i = 1; i <= count; i++) if ((i - 1) % total == node) print name[i]
        exit
      }
      other = count > 0 ? fallback() : 0
      for (i = 1; i <= count; i++) {
        weight[i] = (type, key[i]) in known ? known[type, key[i]] : other
        order[i] = i
      }
      for (gap = int(count / 2); gap > 0; gap = int(gap / 2))
        for (i = gap + 1; i <= count; i++) {
          held = order[i]
          for (j = i; j > gap && before(held, order[j - gap]); j -= gap) order[j] = order[j - gap]
          order[j] = held
        }
      for (n = 0; n < total; n++) { load[n] = 0; names[n] = 0 }
      for (i = 1; i <= count; i++) {
        least = 0
        for (n = 1; n < total; n++) if (lighter(n, least)) least = n
        load[least] += weight[order[i]]
        names[least]++
        owner[order[i]] = least
      }
      for (i = 1; i <= count; i++) if (owner[i] == node) print name[i]
    }'
}

# In a rerun of failed tests the engine leaves their files or classes: a line with how many failed of how many, then the
# names. Of occ_names those stay; all where none is among them.
keep_failed() {
  occ_table=${CIRCLE_INTERNAL_TASK_DATA:-/nonexistent}/failed-tests
  if [ -z "$occ_names" ] || [ ! -r "$occ_table" ]; then return 0; fi
  occ_plain=$occ_newline occ_absolute=$occ_newline
  {
    IFS=' ' read -r occ_failures occ_tests
    while IFS= read -r occ_line; do
      occ_plain=$occ_plain$occ_line$occ_newline
      case $occ_line in /*) occ_absolute=$occ_absolute$occ_line$occ_newline ;; esac
    done
  } <"$occ_table"
  if [ "$occ_plain" = "$occ_newline" ]; then
    say 'failed tests of the last attempt name neither file nor class in their results: all tests are run'
    return
  fi
  occ_kept=$(printf '%s\n' "$occ_names" | while IFS= read -r occ_line; do
    ! has_failed "$occ_line" || printf '%s\n' "$occ_line"
  done)
  if [ -z "$occ_kept" ]; then
    say 'none of these names is a file or class of a test that failed in the last attempt: all tests are run'
    return
  fi
  printf 'Rerunning failed tests: %s of %s tests failed in the last attempt, %s of %s names are run again.\n' \
    "$occ_failures" "$occ_tests" "$(count_lines "$occ_kept")" "$(count_lines "$occ_names")" >&2
  occ_names=$occ_kept
}

# A reporter that writes absolute paths wrote those of the folder that its job ran in.
has_failed() {
  occ_name_plain=${1#"${PWD:-/}/"}
  while :; do case $occ_name_plain in ./*) occ_name_plain=${occ_name_plain#./} ;; *) break ;; esac done
  case $occ_plain in *"$occ_newline$1$occ_newline"* | *"$occ_newline$occ_name_plain$occ_newline"*) return 0 ;; esac
  case $occ_absolute in *"/$occ_name_plain$occ_newline"*) return 0 ;; esac
  return 1
}

tests_split() {
  split_flags split "$@"
  split_names
  [ -z "$occ_share" ] || printf '%s\n' "$occ_share"
}

# A node without names does not run the command ("files.txt may not be created", same guide).
tests_run() {
  split_flags run "$@"
  [ -n "$occ_command" ] || fail 2 'tests run needs --command, such as --command="xargs npm test --"'
  split_names
  if [ -z "$occ_names" ]; then
    printf '%s\n' 'No test names found in input source. If you were expecting test names, please check your input source.' >&2
    return 0
  fi
  if [ -n "$occ_verbose" ]; then
    printf '%s of %s tests are for node %s of %s:\n' "$(count_lines "$occ_share")" "$(count_lines "$occ_names")" \
      "$occ_index" "$occ_total" >&2
    [ -z "$occ_share" ] || printf '  %s\n' "$occ_share" >&2
    printf 'Command: %s\n' "$occ_command" >&2
  fi
  if [ -z "$occ_share" ]; then
    printf '%s\n' "There are fewer tests than nodes: none for node $occ_index." >&2
    return 0
  fi
  occ_shell=sh
  if has bash; then occ_shell=bash; fi
  printf '%s\n' "$occ_share" | "$occ_shell" -c "$occ_command"
}

# --- the rest --------------------------------------------------------------------------------------------------------

step_halt() {
  [ -d "${CIRCLE_INTERNAL_TASK_DATA-}" ] || fail 1 'step halt works inside a job only: $CIRCLE_INTERNAL_TASK_DATA names no folder'
  : >"$CIRCLE_INTERNAL_TASK_DATA/halt" || exit 1
}

# As CircleCI's own, which uses the Go package a8m/envsubst: also ${NAME-word}, ${NAME:=word}, ${NAME=word},
# ${NAME:+word}, ${NAME+word}, and $$ for a dollar sign that stays. A word is substituted in turn.
env_subst() {
  case ${1-} in --help | -h) usage && return ;; esac
  has awk || fail 1 'env subst needs awk, which is not in this image'
  # The mark at the end tells whether the text had a final newline.
  if [ $# -gt 0 ]; then printf '%s' "$1"; else cat_text; fi | { cat_text && printf '.\n'; } | LC_ALL=C awk '
    function value(name, op, word,  isSet, text) {
      isSet = name in ENVIRON
      text = isSet ? ENVIRON[name] : ""
      if (op == "") return text
      if (op ~ /^:/ && text == "") isSet = 0
      if (op ~ /\+$/) return isSet ? subst(word) : ""
      return isSet ? text : subst(word)
    }
    # The place of the brace that closes the one before text; 0 when there is none.
    function closing(text,  i, c, depth) {
      for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "$" && substr(text, i + 1, 1) == "{") { depth++; i++ }
        else if (c == "}" && depth-- == 0) return i
      }
      return 0
    }
    function subst(text,  out, at, end, inner, name, op) {
      out = ""
      while ((at = index(text, "$")) > 0) {
        out = out substr(text, 1, at - 1)
        text = substr(text, at + 1)
        if (substr(text, 1, 1) == "$") {
          match(text, /^\$[A-Za-z0-9_]*/)
          out = out substr(text, 1, RLENGTH)
          text = substr(text, RLENGTH + 1)
        } else if (match(text, /^[A-Za-z0-9_]+/)) {
          out = out value(substr(text, 1, RLENGTH), "", "")
          text = substr(text, RLENGTH + 1)
        } else if (substr(text, 1, 1) == "{") {
          end = closing(substr(text, 2))
          if (end == 0) { bad = 1; return out }
          inner = substr(text, 2, end - 1)
          text = substr(text, end + 2)
          if (match(inner, /^[A-Za-z0-9_]+/)) {
            name = substr(inner, 1, RLENGTH)
            inner = substr(inner, RLENGTH + 1)
            if (inner == "") { out = out value(name, "", ""); continue }
            if (match(inner, /^(:?[-=+])/)) {
              op = substr(inner, 1, RLENGTH)
              out = out value(name, op, substr(inner, RLENGTH + 1))
              continue
            }
            inner = name inner
          }
          out = out "${" inner "}"
        } else out = out "$"
      }
      return out text
    }
    { all = NR == 1 ? $0 : all "\n" $0 }
    END {
      out = subst(substr(all, 1, length(all) - 1))
      if (bad) exit 1
      printf "%s", out
    }' || fail 1 'env subst: a ${ has no closing brace'
}

# Standard input as it is, final newline or not.
cat_text() {
  while IFS= read -r occ_line; do printf '%s\n' "$occ_line"; done
  printf '%s' "$occ_line"
}

# Jobs of a setup phase have the program beside this one.
config_continue() {
  case $0 in */*) occ_program=${0%/*}/circleci-continue ;; *) occ_program=circleci-continue ;; esac
  for occ_try in "$occ_program" "${CIRCLE_INTERNAL_TASK_DATA-}/bin/circleci-continue"; do
    if [ -x "$occ_try" ]; then exec "$occ_try" "$@"; fi
  done
  fail 1 'only a job of a setup workflow can continue its pipeline: the config needs setup: true'
}

case "${1-} ${2-}" in
  'tests glob') shift 2 && tests_glob "$@" ;;
  'tests split') shift 2 && tests_split "$@" ;;
  'tests run') shift 2 && tests_run "$@" ;;
  'step halt') step_halt ;;
  'env subst') shift 2 && env_subst "$@" ;;
  'config continue') shift 2 && config_continue "$@" ;;
  'continue '*) shift && config_continue "$@" ;;
  'version '* | '--version '*) printf '%s\n' 'circleci of Orrery, 1.0.0' ;;
  ' ' | 'help '* | '--help '* | '-h '* | *' --help' | *' -h') usage ;;
  *) fail 2 "unknown command: $occ_name ${1-} ${2-} (there are tests glob|split|run, step halt, env subst, config continue, version)" ;;
esac
