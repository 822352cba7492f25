# given TEXT: its variables filled in.
given() { printf '%s' "$1" | circleci env subst; }

# ecs WORD…: the aws program, with profile and region.
common=(--profile "$(given "$ORB_PROFILE")")
region=$(given "$ORB_REGION")
if [ -n "$region" ]; then common+=(--region "$region"); fi
ecs() { aws ecs "$@" "${common[@]}"; }

# The file of the user, or what the step before left.
file=$(given "${ORB_FILE-}")
file=${file:-${CCI_ORB_AWS_ECS_TASK_DEFINITION-}}
if [ ! -r "$file" ]; then
  echo "There is no file $file with a task definition." >&2
  exit 1
fi
revision=$(ecs register-task-definition --cli-input-json "file://$file" --output text --query taskDefinition.taskDefinitionArn)
echo "Registered $revision"
echo "export CCI_ORB_AWS_ECS_REGISTERED_TASK_DFN='$revision'" >>"$BASH_ENV"
