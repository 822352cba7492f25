#!/bin/sh
# Continues a pipeline from inside a job of its setup phase. Under the names `curl` and `wget` it takes the one request
# POST .../api/v2/pipeline/continue, to whatever host, and hands everything else on to the real program; as
# `circleci-continue` it is `circleci config continue`. Requests are files (engine/continuation/request-files.ts is the
# other end), so that they need no network. It runs under dash, busybox ash and bash, with mkdir, mv, cat, rm and sleep.
# Its variables begin with occ_, so that no variable of the job is changed for a program that it starts.
set -u
occ_name=${0##*/}
occ_return=$(printf '\r')

say() {
  printf '%s: %s\n' "$occ_name" "$1" >&2
}

fail() { # code, message
  say "$2"
  exit "$1"
}

# The program of our name that would run if this one were not here.
real() {
  occ_rest=${PATH-}:
  while [ -n "$occ_rest" ]; do
    occ_file=${occ_rest%%:*}
    occ_rest=${occ_rest#*:}
    occ_file=${occ_file:-.}/$occ_name
    if [ -f "$occ_file" ] && [ -x "$occ_file" ] && ! is_ours "$occ_file"; then exec "$occ_file" "$@"; fi
  done
  printf 'sh: %s: not found\n' "$occ_name" >&2
  exit 127
}

# This program, or another like it: of a job that an orrery inside of a job runs, say.
is_ours() {
  { IFS= read -r occ_line && IFS= read -r occ_line; } 2>/dev/null <"$1" || return 1
  case $occ_line in '# Continues a pipeline from inside a job of its setup phase.'*) return 0 ;; esac
  return 1
}

# --- a request and its answer ----------------------------------------------------------------------------------------

# A folder for the files of a request: occ_new. Nobody looks at it before `ask`.
begin() {
  for occ_tool in mkdir mv cat rm sleep; do
    command -v "$occ_tool" >/dev/null 2>&1 || fail 1 "continuing a pipeline needs $occ_tool, which is not in this image"
  done
  [ -d "${CIRCLE_INTERNAL_TASK_DATA-}" ] || fail 1 'CIRCLE_INTERNAL_TASK_DATA names no folder: a pipeline is continued inside a job only'
  occ_box=$CIRCLE_INTERNAL_TASK_DATA/continue
  [ -d "$occ_box" ] || mkdir -p "$occ_box" || exit 1
  occ_id=$$
  until mkdir "$occ_box/.$occ_id" 2>/dev/null; do
    [ -d "$occ_box/.$occ_id" ] || fail 1 "no folder can be made in $occ_box"
    occ_id=$occ_id.1
  done
  occ_new=$occ_box/.$occ_id
}

# Sets occ_status and leaves the JSON of the reply in occ_reply.
ask() {
  occ_request=$occ_box/$occ_id
  while [ -e "$occ_request" ]; do occ_request=$occ_request.1; done
  mv "$occ_new" "$occ_request" || exit 1
  occ_tenths=0
  until [ -e "$occ_request/done" ]; do
    if [ "$occ_tenths" -ge "$((${ORRERY_CONTINUE_TIMEOUT:-300} * 10))" ]; then
      fail 28 "no answer in ${ORRERY_CONTINUE_TIMEOUT:-300} seconds: is the orrery that runs this job still there?"
    fi
    if sleep 0.1 2>/dev/null; then
      occ_tenths=$((occ_tenths + 1))
    else
      sleep 1
      occ_tenths=$((occ_tenths + 10))
    fi
  done
  read -r occ_status <"$occ_request/status"
  occ_reply=$(cat "$occ_request/reply")
  rm -rf "$occ_request"
}

reason() {
  case $1 in
    200) printf OK ;;
    400) printf 'Bad Request' ;;
    404) printf 'Not Found' ;;
    405) printf 'Method Not Allowed' ;;
    409) printf Conflict ;;
    *) printf 'Service Unavailable' ;;
  esac
}

headers() {
  printf 'HTTP/1.1 %s %s%s\n' "$occ_status" "$(reason "$occ_status")" "$occ_return"
  printf 'content-type: application/json;charset=utf-8%s\ncontent-length: %s%s\n%s\n' \
    "$occ_return" "${#occ_reply}" "$occ_return" "$occ_return"
}

# Standard input to the file $1. What stands for our own outputs is not opened anew: it may be a pipe or a socket.
to_file() {
  case $1 in
    - | '' | /dev/stdout) cat ;;
    /dev/stderr) cat >&2 ;;
    *) cat >"$1" || exit 23 ;;
  esac
}

# $1, or the file that it names after an "@", at the end of the body.
add_body() {
  case $1 in
    @- | @/dev/stdin) cat >>"$occ_new/body" ;;
    @*)
      [ -r "${1#@}" ] && [ ! -d "${1#@}" ] || fail 26 "cannot read ${1#@}"
      cat "${1#@}" >>"$occ_new/body"
      ;;
    *) printf %s "$1" >>"$occ_new/body" ;;
  esac
}

is_continue() {
  case ${1%%[?#]*} in */api/v2/pipeline/continue | */api/v2/pipeline/continue/) return 0 ;; esac
  return 1
}

# Asks, or answers itself where the method is not POST.
ask_by_method() {
  if [ "$1" = POST ]; then
    [ -e "$occ_new/body" ] || : >"$occ_new/body"
    ask
  else
    rm -rf "$occ_new"
    occ_status=405 occ_reply='{"message":"Method not allowed."}'
  fi
}

# --- curl ------------------------------------------------------------------------------------------------------------

# Reads curl's arguments into occ_... variables; with occ_collect set, also the data into the body.
curl_arguments() {
  occ_url= occ_method= occ_data= occ_output= occ_write= occ_dump= occ_include= occ_silent= occ_show= occ_fail= occ_odd=
  while [ $# -gt 0 ]; do
    occ_argument=$1
    shift
    case $occ_argument in
      --)
        [ $# -eq 0 ] || occ_url=$1
        return
        ;;
      --include | --show-headers) occ_include=1 ;;
      --silent) occ_silent=1 ;;
      --show-error) occ_show=1 ;;
      --fail) occ_fail=empty ;;
      --fail-with-body) occ_fail=body ;;
      --get) occ_method=${occ_method:-GET} ;;
      --head) occ_method=${occ_method:-HEAD} ;;
      --request | --data | --data-raw | --data-binary | --data-ascii | --data-urlencode | --json | --output | --write-out | --url | --dump-header | --form | --form-string | --upload-file)
        [ $# -eq 0 ] && return
        curl_value "$occ_argument" "$1"
        shift
        ;;
      --header | --user | --user-agent | --max-time | --connect-timeout | --retry | --retry-delay | --retry-max-time | --proto | --proto-redir | --proto-default | --cacert | --capath | --cert | --cert-type | --key | --key-type | --pass | --ciphers | --tls13-ciphers | --tls-max | --resolve | --connect-to | --proxy | --proxy-user | --proxy-header | --preproxy | --noproxy | --cookie | --cookie-jar | --referer | --config | --limit-rate | --max-redirs | --max-filesize | --interface | --range | --speed-limit | --speed-time | --trace | --trace-ascii | --stderr | --oauth2-bearer | --aws-sigv4 | --unix-socket | --abstract-unix-socket | --dns-servers | --keepalive-time | --output-dir | --create-file-mode | --netrc-file | --local-port | --happy-eyeballs-timeout-ms | --expect100-timeout | --crlfile | --pinnedpubkey | --time-cond | --continue-at | --rate | --variable | --url-query)
        [ $# -eq 0 ] || shift
        ;;
      --*) ;;
      -?*) curl_letters "${occ_argument#-}" "$@" && shift ;;
      *) [ -n "$occ_url" ] && is_continue "$occ_url" || occ_url=$occ_argument ;;
    esac
  done
}

# Short flags in one word. True when the last takes its value from the argument that follows.
curl_letters() {
  occ_letters=$1
  while [ -n "$occ_letters" ]; do
    occ_letter=${occ_letters%"${occ_letters#?}"}
    occ_letters=${occ_letters#?}
    case $occ_letter in
      i) occ_include=1 ;;
      s) occ_silent=1 ;;
      S) occ_show=1 ;;
      f) occ_fail=empty ;;
      G) occ_method=${occ_method:-GET} ;;
      I) occ_method=${occ_method:-HEAD} ;;
      [AbCcDdEeFHKmoPQrTtUuwXxYyz])
        if [ -n "$occ_letters" ]; then
          curl_value "-$occ_letter" "$occ_letters"
          return 1
        fi
        [ $# -gt 1 ] || return 1
        curl_value "-$occ_letter" "$2"
        return 0
        ;;
    esac
  done
  return 1
}

curl_value() { # flag, value
  case $1 in
    -X | --request) occ_method=$2 ;;
    --url) occ_url=$2 ;;
    -o | --output) occ_output=$2 ;;
    -w | --write-out) occ_write=$2 ;;
    -D | --dump-header) occ_dump=$2 ;;
    -d | --data | --data-ascii | --data-binary) curl_data '&' "$2" ;;
    --data-raw) case $2 in @*) curl_data '&' '' && curl_data '' "$2" raw ;; *) curl_data '&' "$2" ;; esac ;;
    --json) curl_data '' "$2" ;;
    -F | --form | --form-string | -T | --upload-file | --data-urlencode) occ_odd=$1 ;;
  esac
}

curl_data() { # what joins it to data before it, data, "raw" where "@" has no meaning
  if [ -n "${occ_collect-}" ]; then
    if [ -n "$occ_data" ] && [ -n "$1" ]; then printf %s "$1" >>"$occ_new/body"; fi
    if [ -n "${3-}" ]; then printf %s "$2" >>"$occ_new/body"; else add_body "$2"; fi
  fi
  occ_data=1
}

# The text of --write-out: variables that mean nothing here are empty.
write_out() {
  occ_text=$1
  case $occ_text in @-) occ_text=$(cat) ;; @*) occ_text=$(cat "${occ_text#@}") ;; esac
  while [ -n "$occ_text" ]; do
    case $occ_text in
      '%%'*) printf '%%' && occ_text=${occ_text#??} ;;
      '%{'*'}'*)
        occ_variable=${occ_text#??}
        occ_variable=${occ_variable%%\}*}
        occ_text=${occ_text#*\}}
        case $occ_variable in
          http_code | response_code) printf %s "$occ_status" ;;
          content_type) printf 'application/json;charset=utf-8' ;;
          size_download) printf %s "${#occ_reply}" ;;
          http_version) printf 1.1 ;;
          method) printf POST ;;
          url | url_effective) printf %s "$occ_url" ;;
          num_redirects | num_retries | size_upload) printf 0 ;;
          exitcode | errornum) printf %s "$occ_code" ;;
        esac
        ;;
      '\n'*) printf '\n' && occ_text=${occ_text#??} ;;
      '\r'*) printf '\r' && occ_text=${occ_text#??} ;;
      '\t'*) printf '\t' && occ_text=${occ_text#??} ;;
      *)
        printf %s "${occ_text%"${occ_text#?}"}"
        occ_text=${occ_text#?}
        ;;
    esac
  done
}

run_curl() {
  occ_collect=
  curl_arguments "$@"
  is_continue "$occ_url" || real "$@"
  [ -z "$occ_odd" ] || fail 2 "$occ_odd cannot send a continuation here: use --data, --data-binary or --json"
  begin
  occ_collect=1
  curl_arguments "$@"
  [ -n "$occ_method" ] || [ -z "$occ_data" ] || occ_method=POST
  ask_by_method "${occ_method:-GET}"
  occ_code=0
  [ -z "$occ_fail" ] || [ "$occ_status" -lt 400 ] || occ_code=22
  [ -z "$occ_dump" ] || headers | to_file "$occ_dump"
  {
    [ -z "$occ_include" ] || headers
    [ "$occ_fail$occ_code" = empty22 ] || printf %s "$occ_reply"
  } | to_file "$occ_output"
  [ -z "$occ_write" ] || write_out "$occ_write"
  [ "$occ_code" = 0 ] || { [ -n "$occ_silent" ] && [ -z "$occ_show" ]; } ||
    printf 'curl: (22) The requested URL returned error: %s\n' "$occ_status" >&2
  exit "$occ_code"
}

# --- wget ------------------------------------------------------------------------------------------------------------

wget_arguments() {
  occ_url= occ_method= occ_output=continue occ_quiet= occ_show= occ_content=
  while [ $# -gt 0 ]; do
    occ_argument=$1
    shift
    case $occ_argument in
      --post-data=* | --post-file=* | --body-data=* | --body-file=* | --method=* | --output-document=*)
        wget_value "${occ_argument%%=*}" "${occ_argument#*=}"
        ;;
      --post-data | --post-file | --body-data | --body-file | --method | --output-document)
        [ $# -eq 0 ] && return
        wget_value "$occ_argument" "$1"
        shift
        ;;
      --header | --user-agent | --tries | --timeout | --connect-timeout | --read-timeout | --wait | --waitretry | --output-file | --append-output | --execute | --directory-prefix | --user | --password | --ca-certificate | --ca-directory | --certificate | --private-key | --secure-protocol | --bind-address | --limit-rate | --load-cookies | --save-cookies | --referer | --max-redirect)
        [ $# -eq 0 ] || shift
        ;;
      --quiet | --no-verbose) occ_quiet=1 ;;
      --server-response) occ_show=1 ;;
      --content-on-error) occ_content=1 ;;
      --*) ;;
      -nv) occ_quiet=1 ;;
      -?*) wget_letters "${occ_argument#-}" "$@" && shift ;;
      *) occ_url=$occ_argument ;;
    esac
  done
}

wget_letters() {
  occ_letters=$1
  while [ -n "$occ_letters" ]; do
    occ_letter=${occ_letters%"${occ_letters#?}"}
    occ_letters=${occ_letters#?}
    case $occ_letter in
      q) occ_quiet=1 ;;
      S) occ_show=1 ;;
      [OoaetTwPUBiQlARDIX])
        if [ -n "$occ_letters" ]; then
          [ "$occ_letter" != O ] || occ_output=$occ_letters
          return 1
        fi
        [ $# -gt 1 ] || return 1
        [ "$occ_letter" != O ] || occ_output=$2
        return 0
        ;;
    esac
  done
  return 1
}

wget_value() { # flag, value
  case $1 in
    --method) occ_method=$2 ;;
    --output-document) occ_output=$2 ;;
    *)
      case $1 in --post-*) occ_method=POST ;; esac
      [ -n "${occ_collect-}" ] || return 0
      case $1 in
        *-file) add_body "@$2" ;;
        *) printf %s "$2" >>"$occ_new/body" ;;
      esac
      ;;
  esac
}

run_wget() {
  occ_collect=
  wget_arguments "$@"
  is_continue "$occ_url" || real "$@"
  begin
  occ_collect=1
  wget_arguments "$@"
  ask_by_method "${occ_method:-GET}"
  [ -z "$occ_show" ] || headers >&2
  if [ "$occ_status" -lt 400 ]; then
    printf %s "$occ_reply" | to_file "$occ_output"
    exit 0
  fi
  [ -z "$occ_content" ] || printf %s "$occ_reply" | to_file "$occ_output"
  [ -n "$occ_quiet" ] || printf 'wget: ERROR %s: %s.\n' "$occ_status" "$(reason "$occ_status")" >&2
  exit 8
}

# --- circleci config continue ----------------------------------------------------------------------------------------

usage() {
  cat <<'END'
circleci config continue [--parameters JSON|FILE] FILE

  Goes on with the pipeline by the config in FILE (- for standard input), from a job of a setup workflow
  (a config with setup: true). Pipeline parameters come as a JSON object, or from a file that holds one.
  It prints what the API answers, and ends with 0 when the config was taken, 1 when it was refused, 2 for wrong usage.
END
}

run_continue() {
  occ_name='circleci config continue'
  occ_parameters= occ_config=
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) usage && exit 0 ;;
      --parameters=*) occ_parameters=${1#*=} ;;
      --parameters)
        [ $# -gt 1 ] || fail 2 '--parameters needs a JSON object, or a file that holds one'
        occ_parameters=$2
        shift
        ;;
      -?*) fail 2 "unknown flag: $1" ;;
      *)
        [ -z "$occ_config" ] || fail 2 "one config only, not $occ_config and $1 too"
        occ_config=$1
        ;;
    esac
    shift
  done
  [ -n "$occ_config" ] || fail 2 'which config? circleci config continue FILE'
  [ "$occ_config" = - ] || { [ -r "$occ_config" ] && [ ! -d "$occ_config" ]; } || fail 2 "cannot read $occ_config"
  begin
  if [ "$occ_config" = - ]; then cat; else cat "$occ_config"; fi >"$occ_new/configuration" || exit 1
  printf %s "${CIRCLE_CONTINUATION_KEY-}" >"$occ_new/key"
  if [ -n "$occ_parameters" ] && [ -f "$occ_parameters" ]; then
    cat "$occ_parameters" >"$occ_new/parameters" || exit 1
  else
    printf %s "${occ_parameters:-{\}}" >"$occ_new/parameters"
  fi
  ask
  if [ "$occ_status" = 200 ]; then
    printf '%s\n' "$occ_reply"
  else
    printf '%s\n' "$occ_reply" >&2
    exit 1
  fi
}

case $occ_name in
  curl) run_curl "$@" ;;
  wget) run_wget "$@" ;;
  *) run_continue "$@" ;;
esac
