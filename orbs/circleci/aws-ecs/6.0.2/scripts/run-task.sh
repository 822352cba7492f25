# given TEXT: its variables filled in.
given() { printf '%s' "$1" | circleci env subst; }

# ecs WORD…: the aws program, with profile and region.
common=(--profile "$(given "$ORB_PROFILE")")
region=$(given "$ORB_REGION")
if [ -n "$region" ]; then common+=(--region "$region"); fi
ecs() { aws ecs "$@" "${common[@]}"; }

stop() {
  echo "$1" >&2
  exit 1
}

args=(--cluster "$(given "$ORB_CLUSTER")" --task-definition "$(given "$ORB_DEFINITION")" --count "$ORB_COUNT")
with() { # flag, value
  local value
  value=$(given "$2")
  if [ -n "$value" ]; then args+=("--$1" "$value"); fi
}
# words FLAG VALUE: a value of several words, or JSON.
words() {
  local value parts
  value=$(given "$2")
  case $value in
    '') return 0 ;;
    \[*) parts=("$value") ;;
    *) read -ra parts <<<"$value" ;;
  esac
  args+=("--$1" "${parts[@]}")
}
with platform-version "$ORB_PLATFORM"
with started-by "$ORB_STARTED_BY"
with group "$ORB_GROUP"
with overrides "$ORB_OVERRIDES"
words tags "$ORB_TAGS"
words placement-constraints "$ORB_CONSTRAINTS"
words placement-strategy "$ORB_STRATEGY"
if [ "$ORB_MANAGED_TAGS" = true ]; then args+=(--enable-ecs-managed-tags); fi
if [ "$ORB_EXECUTE" = true ]; then args+=(--enable-execute-command); fi
if [ "$ORB_PROPAGATE" = true ]; then args+=(--propagate-tags TASK_DEFINITION); fi
if [ "$ORB_NETWORK" = true ]; then
  subnets=$(given "$ORB_SUBNETS")
  [ -n "$subnets" ] || stop 'With awsvpc, subnet_ids has to say which network.'
  network="subnets=[$subnets],securityGroups=[$(given "$ORB_SECURITY")],assignPublicIp=$ORB_PUBLIC_IP"
  args+=(--network-configuration "awsvpcConfiguration={$network}")
fi
if [ -n "$ORB_PROVIDERS" ]; then
  [ -z "$ORB_LAUNCH" ] || stop "With capacity_provider_strategy, launch_type has to be empty."
  words capacity-provider-strategy "$ORB_PROVIDERS"
elif [ -n "$ORB_LAUNCH" ]; then
  args+=(--launch-type "$ORB_LAUNCH")
fi

output=$(given "$ORB_OUTPUT")
if [ "$ORB_WAIT" != true ]; then
  answer=$(ecs run-task "${args[@]}")
  printf '%s\n' "$answer"
  if [ -n "$output" ]; then printf '%s\n' "$answer" >"$output"; fi
  exit 0
fi

[ -z "$output" ] || stop 'run_task_output and wait_task_stopped exclude each other.'
started=$(ecs run-task "${args[@]}" --query 'tasks[].taskArn' --output text)
[ -n "$started" ] && [ "$started" != None ] || stop 'No task was started.'
echo "Waiting for the end of $started"
read -ra tasks <<<"$started"
ecs wait tasks-stopped --cluster "$(given "$ORB_CLUSTER")" --tasks "${tasks[@]}"
container=$(given "$ORB_EXIT_FROM")
which=0
if [ -n "$container" ]; then which="?name=='$container'"; fi
codes=$(ecs describe-tasks --cluster "$(given "$ORB_CLUSTER")" --tasks "${tasks[@]}" \
  --query "tasks[].containers[$which].exitCode" --output text)
for code in $codes; do
  [ "$code" != None ] || stop 'A container never ran: see the task for the reason.'
  [ "$code" = 0 ] || exit "$code"
done
