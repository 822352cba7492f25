# Continues the pipeline by the config in CONFIG_PATH; without that, by one that runs nothing.

stop() {
  echo "$1" >&2
  exit 1
}

[ -n "${CIRCLE_CONTINUATION_KEY-}" ] ||
  stop 'There is no CIRCLE_CONTINUATION_KEY: only a job of a setup workflow (setup: true) can continue its pipeline.'
for tool in curl jq; do
  command -v "$tool" >/dev/null 2>&1 || stop "Continuing the pipeline needs $tool: run this job in an image that holds it."
done

folder=$(mktemp -d)
if [ -z "${CONFIG_PATH-}" ]; then
  CONFIG_PATH=$folder/nothing.yml
  echo '{version: 2, jobs: {}, workflows: {version: 2}}' >"$CONFIG_PATH"
fi
[ -r "$CONFIG_PATH" ] || stop "There is no config $CONFIG_PATH to continue with."

PARAMETERS=${PARAMETERS:-'{}'}
if [ -f "$PARAMETERS" ]; then cat "$PARAMETERS"; else printf '%s\n' "$PARAMETERS"; fi >"$folder/parameters.json"
jq -e 'type == "object"' "$folder/parameters.json" >/dev/null 2>&1 ||
  stop "The parameters are no JSON object: $(cat "$folder/parameters.json")"
if [ -n "${FILES_PARAMETER-}" ] && [ -f "${FILES_CHANGED-}" ]; then
  jq --arg name "$FILES_PARAMETER" --rawfile files "$FILES_CHANGED" \
    '. + {($name): ($files | rtrimstr("\n"))}' "$folder/parameters.json" >"$folder/with-files.json"
  mv "$folder/with-files.json" "$folder/parameters.json"
fi
echo "Continuing with $CONFIG_PATH and the parameters $(jq -c . "$folder/parameters.json")"

jq -n --arg key "$CIRCLE_CONTINUATION_KEY" --rawfile configuration "$CONFIG_PATH" \
  --slurpfile parameters "$folder/parameters.json" \
  '{"continuation-key": $key, configuration: $configuration, parameters: $parameters[0]}' >"$folder/request.json"

attempt=1
while :; do
  status=$(curl -sS -o "$folder/answer" -w '%{http_code}' --connect-timeout 10 --max-time 60 -X POST \
    -H 'Content-Type: application/json' -H 'Accept: application/json' \
    --data "@$folder/request.json" "https://${CIRCLECI_DOMAIN:-circleci.com}/api/v2/pipeline/continue")
  cat "$folder/answer"
  echo
  [ "$status" != 429 ] || [ "$attempt" -ge 5 ] || {
    attempt=$((attempt + 1))
    sleep 15
    continue
  }
  break
done
[ "$status" = 200 ] || stop "The pipeline was not continued: HTTP $status."
