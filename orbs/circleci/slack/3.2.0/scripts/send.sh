# Sends one message. What is to be sent stands in ORB_… variables, as the config gives it; ORB_KIND is notify, status or
# approval. Trouble with Slack is told and fails no job; a missing webhook does.

# expand TEXT: its variables and commands filled in, as in double quotes, with the quotes in it left alone.
expand() {
  eval "cat <<END_OF_SLACK_TEXT
$1
END_OF_SLACK_TEXT"
}

# json TEXT: a JSON string. Escapes that JSON knows, such as \n, may be written in a message and stay what they are.
json() {
  printf '%s\n' "$1" | LC_ALL=C tr '\001-\010\013\014\016-\037\177' ' ' | LC_ALL=C awk '
    BEGIN { ORS = ""; print "\"" }
    NR > 1 { print "\\n" }
    {
      n = length($0)
      for (i = 1; i <= n; i++) {
        c = substr($0, i, 1)
        d = substr($0, i + 1, 1)
        if (c == "\"") print "\\\""
        else if (c == "\t") print "\\t"
        else if (c == "\r") print "\\r"
        else if (c != "\\") print c
        else if (d != "" && index("\"\\/bfnrt", d)) { print c d; i++ }
        else if (substr($0, i, 6) ~ /^\\u[0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f]$/) { print substr($0, i, 6); i += 5 }
        else print "\\\\"
      }
    }
    END { print "\"" }'
}

# joined MEMBER…: with commas between them.
joined() {
  local IFS=,
  printf '%s' "$*"
}

field() { printf '{"title": %s, "value": %s, "short": true}' "$(json "$1")" "$(json "$2")"; }

button() { printf '{"type": "button", "text": %s, "url": %s}' "$(json "$1")" "$(json "$2")"; }

mentions() {
  local ids id
  IFS=, read -ra ids <<<"$(expand "$ORB_MENTIONS")"
  for id in "${ids[@]}"; do
    case $id in
      S*) printf '<!subteam^%s> ' "$id" ;;
      here | channel | everyone) printf '<!%s> ' "$id" ;;
      ?*) printf '<@%s> ' "$id" ;;
    esac
  done
}

is_told_of() {
  [ -n "$ORB_BRANCHES" ] || return 0
  case ,$ORB_BRANCHES, in *",${CIRCLE_BRANCH-},"*) return 0 ;; esac
  return 1
}

if ! is_told_of; then
  echo "Nothing is sent: of the branches, only $ORB_BRANCHES are told of."
  exit 0
fi
if [ "$ORB_KIND" = status ]; then
  if [ "${SLACK_BUILD_STATUS-}" = success ]; then
    if [ "$ORB_FAIL_ONLY" = true ]; then
      echo 'Nothing is sent: the job succeeded, and only failures are told of.'
      exit 0
    fi
    ORB_MESSAGE=$ORB_SUCCESS_MESSAGE ORB_COLOR='#1CBF43'
  else
    ORB_MESSAGE=$ORB_FAILURE_MESSAGE ORB_COLOR='#ed5c5c'
  fi
fi

webhook=$(expand "$ORB_WEBHOOK")
if [ -z "$webhook" ]; then
  echo 'There is no Slack webhook: set SLACK_WEBHOOK in the project or a context, or the parameter webhook.' >&2
  exit 1
fi
if ! command -v curl >/dev/null 2>&1; then
  echo 'Sending to Slack needs curl: run this in an image that holds it.' >&2
  exit 1
fi

SLACK_MENTIONS=$(mentions)
message=$(expand "$ORB_MESSAGE")
case $ORB_MESSAGE in
  *SLACK_MENTIONS*) text=$message ;;
  *) text=$message${SLACK_MENTIONS:+ $SLACK_MENTIONS} ;;
esac

members=("\"text\": $(json "$text")" "\"color\": $(json "$(expand "$ORB_COLOR")")")
fields=() actions=()
if [ "$ORB_KIND" = approval ]; then
  url=$(expand "$ORB_URL")
  members+=("\"fallback\": $(json "$message - $url")")
  ORB_WITH_PROJECT=true ORB_WITH_NUMBER=true
  actions+=("$(button 'Visit Workflow' "$url")")
else
  members+=("\"fallback\": $(json "$message")")
  if [ "$ORB_WITH_BUTTON" = true ]; then actions+=("$(button 'Visit Job' "${CIRCLE_BUILD_URL-}")"); fi
fi
if [ "$ORB_WITH_PROJECT" = true ]; then fields+=("$(field Project "${CIRCLE_PROJECT_REPONAME-}")"); fi
if [ "$ORB_WITH_NUMBER" = true ]; then fields+=("$(field 'Job Number' "${CIRCLE_BUILD_NUM-}")"); fi
optional() {
  local value
  value=$(expand "${2-}")
  if [ -n "$value" ]; then members+=("\"$1\": $(json "$value")"); fi
}
optional author_name "$ORB_AUTHOR_NAME"
optional author_link "$ORB_AUTHOR_LINK"
optional title "$ORB_TITLE"
optional title_link "$ORB_TITLE_LINK"
optional footer "$ORB_FOOTER"
optional ts "$ORB_TS"
members+=("\"fields\": [$(joined "${fields[@]}")]" "\"actions\": [$(joined "${actions[@]}")]")

body="{\"attachments\": [{$(joined "${members[@]}")}]}"
if answer=$(curl -sS -f --connect-timeout 10 --max-time 30 -X POST -H 'Content-type: application/json' \
  --data "$body" "$webhook" 2>&1); then
  echo 'Sent to Slack.'
else
  echo "Slack did not take the message: $answer" >&2
fi
