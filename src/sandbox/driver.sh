# The reader of the step driver: hears the client, and never waits for a step, so that kill, ping and the end of input
# always work. What it prints goes to the shell that runs the steps (steps.sh); 3 and 4 are the stream's two outputs.
# The names of all variables and functions begin with _o_: one that the image exports under the same name would leak.

# Caught, not ignored: ignored signals would be inherited by every step for ever.
trap : TERM INT HUP QUIT USR1 USR2 PIPE
_o_reader=$$ _o_dog=

# _o_send TEXT: to the shell that runs the steps
_o_send() {
  printf '%s\n' "$1"
}

# _o_ping NUMBER RUNNER: a step may have stopped or killed the shell that runs it
_o_ping() {
  [ -z "$_o_dog" ] || kill -USR1 "$_o_dog"
  kill -CONT "$PPID"
  kill -CONT "$2" || printf 'gone\n' >&4
  printf 'pong %s\n' "$1" >&4
}

# _o_kill NONCE RUNNER: ends the step that RUNNER waits for. Its process group first, which ends storms of forks.
_o_kill() {
  _o_root=$2 _o_since= _o_first= _o_passes=0 _o_left=0 _o_kids=
  # No && here: the file's only line has no end, and read says false.
  read -r _o_kids <"/proc/$_o_root/task/$_o_root/children"
  [ -n "$_o_kids" ] || _o_find_kids
  for _o_kid in $_o_kids; do
    _o_stat "$_o_kid" || continue
    [ -n "$_o_since" ] && [ "$_o_since" -le "$_o_born" ] || _o_since=$_o_born _o_first=$_o_kid
    kill -9 "-$_o_kid" || kill -9 "$_o_kid"
  done
  [ -z "$_o_since" ] || _o_walk
  printf '%s killed %s %s %s\n' "$1" "$_o_passes" "$_o_left" "${_o_since:-0}" >&4
}

# For kernels that keep no list of children.
_o_find_kids() {
  for _o_dir in /proc/[0-9]*; do
    _o_stat "${_o_dir#/proc/}" || continue
    [ "$_o_parent" != "$_o_root" ] || _o_kids="$_o_kids ${_o_dir#/proc/}"
  done
}

# _o_make ID FOLDER: makes it where it is missing, as the steps' user, and tells where it is in truth
_o_make() {
  _o_why=
  [ -d "$2" ] || _o_why=$(mkdir -p "$2" 2>&1)
  if cd -P "$2"; then
    printf '%s folder %s\n' "$1" "$PWD" >&4
  else
    printf '%s trouble %s\n' "$1" "${_o_why:-cannot be entered}" >&4
  fi
  cd /
}

# _o_look ID PATH: is a folder there, and where in truth?
_o_look() {
  if [ ! -d "$2" ]; then
    printf '%s nothing\n' "$1" >&4
  elif cd -P "$2"; then
    printf '%s folder %s\n' "$1" "$PWD" >&4
  else
    printf '%s folder %s\n' "$1" "$2" >&4
  fi
  cd /
}

# _o_watch SECONDS: for engines across a network, where a connection may die unnoticed: pings must come
_o_watch() {
  (
    _o_silent=0
    trap '_o_silent=0' USR1
    while sleep 1; do
      _o_silent=$((_o_silent + 1))
      [ "$_o_silent" -lt "$1" ] || _o_end
    done
  ) </dev/null >/dev/null 3>&- 4>&- &
  _o_dog=$!
}

# The end of input is the end of all: the job is over, or the client is gone. Killing the main process matters where
# it is no process of ours that init watches; killing it alone would not do where it is itself process 1.
_o_end() {
  kill -9 -1
  kill -9 "$PPID"
}

# The same for a background step beside the others: only what is its own.
_o_end_own() {
  _o_kill end "$_o_runner"
  kill -9 "$PPID"
}
