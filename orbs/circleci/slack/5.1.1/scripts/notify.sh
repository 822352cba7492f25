# given TEXT: its variables filled in.
given() { printf '%s' "$1" | circleci env subst; }

stop() {
  echo "$1" >&2
  exit 1
}

# matches PATTERNS REF: whether one of the patterns is that of the whole name.
matches() {
  local pattern patterns
  IFS=, read -ra patterns <<<"$1"
  for pattern in "${patterns[@]}"; do
    if grep -Eq "^(${pattern# })\$" <<<"$2"; then return 0; fi
  done
  return 1
}

# is_told_of PATTERNS REF: a job is of a branch or of a tag; of the other, nothing is asked.
is_told_of() {
  if [ -z "$1" ] || [ -z "$2" ]; then return 0; fi
  if matches "$1" "$2"; then [ "$SLACK_PARAM_INVERT_MATCH" != true ]; else [ "$SLACK_PARAM_INVERT_MATCH" = true ]; fi
}

status=${CCI_STATUS:-pass}
if [ "$SLACK_PARAM_EVENT" != always ] && [ "$SLACK_PARAM_EVENT" != "$status" ]; then
  echo "Nothing is sent: the job's state is $status, and it is told of $SLACK_PARAM_EVENT only."
  exit 0
fi
if ! is_told_of "$SLACK_PARAM_BRANCHPATTERN" "${CIRCLE_BRANCH-}" || ! is_told_of "$SLACK_PARAM_TAGPATTERN" "${CIRCLE_TAG-}"; then
  echo "Nothing is sent: ${CIRCLE_BRANCH-}${CIRCLE_TAG-} is not told of."
  exit 0
fi

[ -n "${SLACK_ACCESS_TOKEN-}" ] || stop 'There is no Slack token: set SLACK_ACCESS_TOKEN in the project or a context.'
channels=$(given "$SLACK_PARAM_CHANNEL")
[ -n "$channels" ] || stop 'There is no Slack channel: set SLACK_DEFAULT_CHANNEL, or the parameter channel.'
for tool in curl jq; do
  command -v "$tool" >/dev/null 2>&1 || stop "Sending to Slack needs $tool: run this in an image that holds it."
done

case $status in fail) usual=basic_fail_1 ;; *) usual=basic_success_1 ;; esac
template=${SLACK_PARAM_TEMPLATE:-$usual}
message=$SLACK_PARAM_CUSTOM
[ -n "$message" ] || message=${!template-}
[ -n "$message" ] || stop "There is no template $template: it names a variable with the message."
SLACK_PARAM_MENTIONS=$(given "$SLACK_PARAM_MENTIONS")
export SLACK_PARAM_MENTIONS
# A template that is no JSON as it stands may be once its variables are filled in.
if ! jq -e . <<<"$message" >/dev/null 2>&1; then message=$(given "$message"); fi
# Variables are filled in within the texts, so what they hold can break nothing.
body=$(jq -c '
  def fill: gsub("\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\\}|\\$(?<name2>[A-Za-z_][A-Za-z0-9_]*)"; env[.name // .name2] // "");
  walk(if type == "string" then fill else . end) | .text //= ""' <<<"$message") ||
  stop "The message is no JSON: $message"

failed=
thread_folder=${TMPDIR:-/tmp}/slack-threads
# post CHANNEL
post() {
  local call=chat.postMessage thread='' answer error request
  if [ -n "$SLACK_PARAM_THREAD" ]; then
    thread=$thread_folder/$(printf '%s-%s' "$1" "$(given "$SLACK_PARAM_THREAD")" | tr -c 'A-Za-z0-9_-' _)
  fi
  request=$(jq -c --arg channel "$1" '. + {channel: $channel}' <<<"$body")
  if [ -n "$thread" ] && [ -s "$thread" ]; then
    request=$(jq -c --arg thread "$(cat "$thread")" '. + {thread_ts: $thread}' <<<"$request")
  fi
  if [ "$SLACK_PARAM_OFFSET" -gt 0 ]; then
    call=chat.scheduleMessage
    request=$(jq -c --argjson at "$(($(date +%s) + SLACK_PARAM_OFFSET))" '. + {post_at: $at}' <<<"$request")
  fi
  if [ "$SLACK_PARAM_DEBUG" = true ]; then jq . <<<"$request"; fi
  answer=$(curl -sS --connect-timeout 10 --max-time 30 -X POST -H 'Content-type: application/json; charset=utf-8' \
    -H "Authorization: Bearer $SLACK_ACCESS_TOKEN" --data "$request" "https://slack.com/api/$call" 2>&1)
  if [ "$SLACK_PARAM_DEBUG" = true ]; then printf '%s\n' "$answer"; fi
  if jq -e '.ok' <<<"$answer" >/dev/null 2>&1; then
    echo "Sent to $1."
    if [ -n "$thread" ] && [ ! -s "$thread" ]; then
      mkdir -p "$thread_folder"
      jq -r '.ts // empty' <<<"$answer" >"$thread"
    fi
    return
  fi
  error=$(jq -r '.error // empty' <<<"$answer" 2>/dev/null)
  echo "Slack did not take the message for $1: ${error:-$answer}" >&2
  failed=yes
}

set +e
IFS=', ' read -ra names <<<"$channels"
for name in "${names[@]}"; do post "$name"; done
if [ -n "$failed" ] && [ "$SLACK_PARAM_IGNORE_ERRORS" != true ]; then exit 1; fi
exit 0
