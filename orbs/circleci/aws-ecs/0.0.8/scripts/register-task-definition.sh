# expand TEXT: its variables filled in, as in double quotes.
expand() { eval "printf '%s' \"$1\""; }

set -- --family "$(expand "$ORB_FAMILY")" --container-definitions "$CCI_ORB_AWS_ECS_CONTAINER_DEFS"
if [ -n "$CCI_ORB_AWS_ECS_TASK_ROLE" ]; then set -- "$@" --task-role-arn "$CCI_ORB_AWS_ECS_TASK_ROLE"; fi
if [ -n "$CCI_ORB_AWS_ECS_EXECUTION_ROLE" ]; then set -- "$@" --execution-role-arn "$CCI_ORB_AWS_ECS_EXECUTION_ROLE"; fi
if [ -n "$CCI_ORB_AWS_ECS_NETWORK_MODE" ]; then set -- "$@" --network-mode "$CCI_ORB_AWS_ECS_NETWORK_MODE"; fi
if [ -n "$CCI_ORB_AWS_ECS_VOLUMES" ]; then set -- "$@" --volumes "$CCI_ORB_AWS_ECS_VOLUMES"; fi
if [ -n "$CCI_ORB_AWS_ECS_PLACEMENT_CONSTRAINTS" ]; then
  set -- "$@" --placement-constraints "$CCI_ORB_AWS_ECS_PLACEMENT_CONSTRAINTS"
fi
if [ -n "$CCI_ORB_AWS_ECS_REQ_COMP" ]; then set -- "$@" --requires-compatibilities "$CCI_ORB_AWS_ECS_REQ_COMP"; fi
if [ -n "$CCI_ORB_AWS_ECS_TASK_CPU" ]; then set -- "$@" --cpu "$CCI_ORB_AWS_ECS_TASK_CPU"; fi
if [ -n "$CCI_ORB_AWS_ECS_TASK_MEMORY" ]; then set -- "$@" --memory "$CCI_ORB_AWS_ECS_TASK_MEMORY"; fi

revision=$(aws ecs register-task-definition "$@" --output text --query taskDefinition.taskDefinitionArn)
echo "Registered $revision"
echo "export CCI_ORB_AWS_ECS_REGISTERED_TASK_DFN='$revision'" >>"$BASH_ENV"
