# expand TEXT: its variables filled in, as in double quotes.
expand() { eval "printf '%s' \"$1\""; }

service=$(expand "$ORB_SERVICE")
service=${service:-$(expand "$ORB_FAMILY")}
cluster=$(expand "$ORB_CLUSTER")
revision=$(expand "$ORB_REVISION")
attempt=1
while [ "$attempt" -le "$ORB_ATTEMPTS" ]; do
  state=$(aws ecs describe-services --cluster "$cluster" --services "$service" --output text \
    --query 'services[0].[length(deployments), deployments[0].taskDefinition, runningCount, desiredCount]')
  # shellcheck disable=SC2086 # four words without blanks
  set -- $state
  echo "Attempt $attempt of $ORB_ATTEMPTS: ${1:-no} deployment(s), the first of ${2:-nothing}; ${3:-no} of ${4:-no} tasks run"
  if [ "${1-}" = 1 ] && [ "${2-}" = "$revision" ] && [ -n "${3-}" ] && [ "$3" = "${4-}" ]; then
    echo "The service $service runs $revision, and nothing else."
    exit 0
  fi
  if [ "$attempt" -lt "$ORB_ATTEMPTS" ]; then sleep "$ORB_INTERVAL"; fi
  attempt=$((attempt + 1))
done
echo "The service $service did not come to run $revision alone within $ORB_ATTEMPTS looks, $ORB_INTERVAL s apart." >&2
if [ "$ORB_FAILS" = true ]; then exit 1; fi
