# The shell that runs the steps, one after the other, each in a fresh shell of its own. Its input is what the reader
# (driver.sh) passes on. A step is a command substitution and not a job of `&`: a shell without job control starts the
# latter with SIGINT and SIGQUIT ignored, which no program below could ever undo.

trap : TERM INT HUP QUIT USR1 USR2 PIPE
_o_main= _o_task= _o_home= _o_job=

# By its absolute path, before a step's PATH applies; some busybox shells have it by name only.
_o_setsid=$(command -v setsid)
for _o_try in /usr/bin/setsid /bin/setsid; do
  [ -n "$_o_setsid" ] || [ ! -x "$_o_try" ] || _o_setsid=$_o_try
done

# _o_step NONCE FOLDER EXPORTS WORD...
# The step is over when its shell is, not when its output closes: what it leaves running may hold that open for ever.
# Only while its process group lives, at most ten times 20 ms, late output is waited for.
_o_step() {
  _o_pid=$(_o_run "$@")
  _o_code=$?
  _o_tries=0
  while [ "$_o_tries" -lt 10 ] && kill -0 "-$_o_pid"; do
    sleep 0.02
    _o_tries=$((_o_tries + 1))
  done
  _o_halt=
  if [ -n "$_o_main" ] && [ -e "$_o_task/halt" ]; then
    rm -f "$_o_task/halt"
    _o_halt=' halt'
  fi
  # One write of less than a pipe's atomic size, whoever else writes.
  printf '\036%s exit %s%s\n' "$1" "$_o_code" "$_o_halt" >&3
}

# Tells its process, which becomes the step's shell, and lets go of the substitution's pipe. The folder /proc/self leads
# to /proc/NUMBER: much quicker than to read a file there, which a shell does byte by byte.
_o_run() {
  cd -P /proc/self
  printf %s "${PWD#/proc/}"
  exec </dev/null >&3 2>&3 3>&- 4>&-
  [ -d "$2" ] || mkdir -p "$2"
  cd "$2" || exit 1
  _o_exports=$3
  shift 3
  [ -z "$_o_setsid" ] || set -- "$_o_setsid" "$@"
  unset OLDPWD
  export HOME="$_o_home"
  [ -z "$_o_task" ] || export BASH_ENV="$_o_task/bash_env" CIRCLE_INTERNAL_TASK_DATA="$_o_task"
  eval "$_o_job"
  eval "$_o_exports"
  [ -z "$_o_task" ] || export PATH="$_o_task/bin${PATH:+:$PATH}"
  exec "$@"
}

# _o_setup SUFFIX WORKING-DIRECTORY CIRCLECI-SCRIPT CONTINUE-SCRIPT: makes what a job needs, and tells a line for each fact
_o_setup() {
  _o_main=yes
  _o_make_task "$1" "$3" "$4"
  _o_find_home
  case $2 in
  '~') _o_work=$_o_home ;;
  '~/'*) _o_work=${_o_home%/}/${2#'~/'} ;;
  /*) _o_work=$2 ;;
  *) _o_work=${_o_home%/}/$2 ;;
  esac
  if [ ! -d "$_o_work" ] && ! _o_why=$(mkdir -p "$_o_work" 2>&1); then
    printf 'failed %s\n' "$_o_why" >&4
    return
  fi
  printf 'task %s\nhome %s\nwork %s\n' "$_o_task" "$_o_home" "$_o_work" >&4
  _o_tell_user
  _o_tell_shell
  _o_tell_cpu
  printf 'ready\n' >&4
}

# The folder of our own files, where the image lets us write one.
_o_make_task() {
  case ${TMPDIR-} in /*) _o_tmp=$TMPDIR ;; *) _o_tmp=/tmp ;; esac
  for _o_base in "$_o_tmp" /tmp /var/tmp /mnt/ramdisk /dev/shm "$HOME"; do
    _o_task=${_o_base%/}/.orrery-$1
    mkdir "$_o_task" "$_o_task/bin" && break
    _o_task=
  done
  [ -n "$_o_task" ] || return 0
  : >"$_o_task/bash_env"
  _o_names='circleci circleci-agent'
  for _o_name in $_o_names; do printf %s "$2" >"$_o_task/bin/$_o_name"; done
  # In a setup phase only.
  [ -z "$3" ] || for _o_name in circleci-continue curl wget; do
    printf %s "$3" >"$_o_task/bin/$_o_name"
    _o_names="$_o_names $_o_name"
  done
  for _o_name in $_o_names; do chmod 755 "$_o_task/bin/$_o_name"; done
  # A login shell sets PATH anew.
  [ ! -w /usr/local/bin ] || for _o_name in $_o_names; do
    [ -e "/usr/local/bin/$_o_name" ] || ln -s "$_o_task/bin/$_o_name" "/usr/local/bin/$_o_name"
  done
}

_o_find_home() {
  _o_home=${HOME-}
  case $_o_home in /*) [ -d "$_o_home" ] || mkdir -p "$_o_home" ;; esac
  [ -d "$_o_home" ] && [ -w "$_o_home" ] && return
  _o_home=$_o_task/home
  mkdir "$_o_home"
}

# Without the program `id`, which small images lack.
_o_tell_user() {
  while read -r _o_key _o_value _o_rest; do
    case $_o_key in
    Uid:) _o_uid=$_o_value ;;
    Gid:)
      printf 'user %s %s\n' "$_o_uid" "$_o_value" >&4
      return
      ;;
    esac
  done </proc/self/status
}

_o_tell_shell() {
  if [ -x /bin/bash ]; then _o_bash=/bin/bash; else _o_bash=$(command -v bash); fi
  if [ -n "$_o_bash" ]; then
    printf 'shell %s -eo pipefail\n' "$_o_bash" >&4
  elif /bin/sh -o pipefail -c :; then
    printf 'shell /bin/sh -eo pipefail\n' >&4
  else
    printf 'shell /bin/sh -e\n' >&4
  fi
}

_o_tell_cpu() {
  _o_family=
  while IFS= read -r _o_line; do
    case $_o_line in
    'cpu family'*) _o_family=${_o_line##*: } ;;
    'model	'*) printf 'cpu %s_%s\n' "$_o_family" "${_o_line##*: }" >&4 && return ;;
    '') return ;;
    esac
  done </proc/cpuinfo
}

printf 'runner %s\n' "$$" >&4
