# given TEXT: its variables filled in.
given() { printf '%s' "$1" | circleci env subst; }

# ecs WORD…: the aws program, with profile and region.
common=(--profile "$(given "$ORB_PROFILE")")
region=$(given "$ORB_REGION")
if [ -n "$region" ]; then common+=(--region "$region"); fi
ecs() { aws ecs "$@" "${common[@]}"; }

service=$(given "$ORB_SERVICE")
service=${service:-$(given "$ORB_FAMILY")}
revision=${CCI_ORB_AWS_ECS_REGISTERED_TASK_DFN-}
if [ "$ORB_SKIP" = true ]; then
  revision=$(ecs describe-task-definition --task-definition "$(given "$ORB_FAMILY")" --output text \
    --query taskDefinition.taskDefinitionArn)
  echo "export CCI_ORB_AWS_ECS_REGISTERED_TASK_DFN='$revision'" >>"$BASH_ENV"
fi
tags=$(given "$ORB_TAGS")
if [ -n "$tags" ]; then
  case $tags in
    \[*) ecs tag-resource --resource-arn "$revision" --tags "$tags" ;;
    *)
      read -ra words <<<"$tags"
      ecs tag-resource --resource-arn "$revision" --tags "${words[@]}"
      ;;
  esac
fi

if [ "$ORB_CONTROLLER" = ECS ]; then
  args=(--cluster "$(given "$ORB_CLUSTER")" --service "$service" --task-definition "$revision")
  if [ "$ORB_FORCE" = true ]; then args+=(--force-new-deployment); fi
  if [ "$ORB_BREAKER" = true ]; then
    args+=(--deployment-configuration 'deploymentCircuitBreaker={enable=true,rollback=true}')
  fi
  deployed=$(ecs update-service "${args[@]}" --output text --query service.taskDefinition)
  if [ "$deployed" != "$revision" ]; then
    echo "The service $service uses $deployed, not $revision." >&2
    exit 1
  fi
  echo "The service $service uses $deployed"
  echo "export CCI_ORB_AWS_ECS_DEPLOYED_REVISION='$deployed'" >>"$BASH_ENV"
  exit 0
fi

strategy=
provider=$(given "$ORB_PROVIDER")
if [ -n "$provider" ]; then
  strategy=', "CapacityProviderStrategy": [{"CapacityProvider": "'$provider'", "Base": '${ORB_PROVIDER_BASE:-0}', "Weight": '${ORB_PROVIDER_WEIGHT:-1}'}]'
fi
specification='{"version": 1, "Resources": [{"TargetService": {"Type": "AWS::ECS::Service", "Properties": {'
specification+='"TaskDefinition": "'$revision'", "LoadBalancerInfo": {"ContainerName": "'$(given "$ORB_CONTAINER")'", '
specification+='"ContainerPort": '$(given "$ORB_PORT")'}'$strategy'}}}]}'
quoted=${specification//'"'/'\"'}
args=(--application-name "$(given "$ORB_APPLICATION")" --deployment-group-name "$(given "$ORB_GROUP")")
config=$(given "$ORB_CONFIG")
if [ -n "$config" ]; then args+=(--deployment-config-name "$config"); fi
deployment=$(aws deploy create-deployment "${args[@]}" "${common[@]}" --output text --query deploymentId \
  --revision '{"revisionType": "AppSpecContent", "appSpecContent": {"content": "'"$quoted"'"}}')
echo "CodeDeploy deploys $revision as $deployment"
echo "export CCI_ORB_AWS_ECS_DEPLOYED_REVISION='$revision'" >>"$BASH_ENV"
if [ "$ORB_VERIFY" = true ] && ! aws deploy wait deployment-successful --deployment-id "$deployment" "${common[@]}"; then
  echo "The deployment $deployment did not succeed." >&2
  if [ "$ORB_BREAKER" = true ]; then
    aws deploy stop-deployment --deployment-id "$deployment" --auto-rollback-enabled "${common[@]}"
  fi
  exit 1
fi
