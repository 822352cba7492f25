# expand TEXT: its variables filled in, as in double quotes.
expand() { eval "printf '%s' \"$1\""; }

service=$(expand "$ORB_SERVICE")
service=${service:-$(expand "$ORB_FAMILY")}
wanted=$CCI_ORB_AWS_ECS_REGISTERED_TASK_DFN
deployed=$(aws ecs update-service --cluster "$(expand "$ORB_CLUSTER")" --service "$service" \
  --task-definition "$wanted" --output text --query service.taskDefinition)
if [ "$deployed" != "$wanted" ]; then
  echo "The service $service uses $deployed, not $wanted." >&2
  exit 1
fi
echo "The service $service uses $deployed"
echo "export CCI_ORB_AWS_ECS_DEPLOYED_REVISION='$deployed'" >>"$BASH_ENV"
