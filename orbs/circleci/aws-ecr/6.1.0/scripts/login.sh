# ORB_REGION_IN and ORB_REGISTRY_IN name the variables with the region and (not always) the registry's account.
eval "region=\${$ORB_REGION_IN-}"
: "${region:?$ORB_REGION_IN has to hold an AWS region.}"
set --
if [ -n "${ORB_REGISTRY_IN-}" ]; then
  eval "registry=\${$ORB_REGISTRY_IN-}"
  : "${registry:?$ORB_REGISTRY_IN has to hold the id of the account with the registry.}"
  set -- --registry-ids "$registry"
fi

trouble=$(mktemp)
if login=$(aws ecr get-login --no-include-email --region "$region" "$@" 2>"$trouble"); then
  # The client prints a whole `docker login` command; its words hold no blanks and no quotes.
  $login
  rm -f "$trouble"
  exit 0
fi
if ! grep -qi 'invalid choice' "$trouble"; then
  cat "$trouble" >&2
  rm -f "$trouble"
  exit 1
fi
rm -f "$trouble"
# Version 2 of the client has no get-login.
host=$(aws ecr get-authorization-token --region "$region" "$@" --query 'authorizationData[0].proxyEndpoint' --output text)
password=$(aws ecr get-login-password --region "$region")
printf '%s' "$password" | docker login --username AWS --password-stdin "$host"
