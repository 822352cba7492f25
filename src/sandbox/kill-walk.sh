# Kills all that was born of a step, and nothing else. Builtins only: it must work while forks storm.
# _o_root is the shell that started the step, _o_since the birth of the step's first process (field 22 of its stat),
# _o_first that process where it is known, _o_reader the shell that walks. Leaves in _o_passes how often it looked, in _o_left how many it could not kill.

# State, parent and birth of process $1; false when it is gone. A command's name may hold anything, also `) ` and line
# ends: what follows the last `) ` is numbers.
_o_stat() {
  _o_text=
  while IFS= read -r _o_line || [ -n "$_o_line" ]; do _o_text="$_o_text$_o_line "; done <"/proc/$1/stat"
  [ -n "$_o_text" ] || return 1
  set -- ${_o_text##*) }
  _o_state=$1 _o_parent=$2
  shift 19
  _o_born=$1
}

# Is process $1 of the step? Climbs to the step's root, or to the init that took over an orphan, by processes that are no
# older than the step. Meeting an older one (the worker of a database that an earlier step started), the walker, or
# parent 0 (another exec of the engine) spares it.
_o_doomed() {
  eval "_o_state=\$_o_s$1"
  case $_o_state in Z | X) return 1 ;; esac
  _o_at=$1
  while :; do
    eval "_o_born=\${_o_b$_o_at-} _o_parent=\${_o_p$_o_at-}"
    [ -n "$_o_born" ] && [ "$_o_born" -ge "$_o_since" ] || return 1
    # Births are told in hundredths of a second: of the same one, a lower number is older.
    [ "$_o_born" -gt "$_o_since" ] || [ "$_o_at" -ge "${_o_first:-0}" ] || return 1
    case $_o_parent in
    "$_o_root" | 1) return 0 ;;
    0 | '' | "$_o_reader") return 1 ;;
    esac
    _o_at=$_o_parent
  done
}

# Passes until one kills nothing. The whole table comes first: killing while reading would hand orphans to process 1
# before they were reached.
_o_walk() {
  _o_passes=0
  while [ "$_o_passes" -lt 100 ]; do
    _o_passes=$((_o_passes + 1)) _o_killed=0 _o_left=0 _o_all=
    for _o_dir in /proc/[0-9]*; do
      _o_pid=${_o_dir#/proc/}
      _o_stat "$_o_pid" || continue
      eval "_o_s$_o_pid=$_o_state _o_p$_o_pid=$_o_parent _o_b$_o_pid=$_o_born"
      _o_all="$_o_all $_o_pid"
    done
    for _o_pid in $_o_all; do
      _o_doomed "$_o_pid" || continue
      if kill -9 "$_o_pid"; then
        _o_killed=$((_o_killed + 1))
      elif [ -d "/proc/$_o_pid" ]; then
        _o_left=$((_o_left + 1))
      fi
    done
    for _o_pid in $_o_all; do unset "_o_s$_o_pid" "_o_p$_o_pid" "_o_b$_o_pid"; done
    [ "$_o_killed" -gt 0 ] || return 0
  done
  _o_left=$((_o_left + _o_killed))
}
