# given TEXT: its variables filled in.
given() { printf '%s' "$1" | circleci env subst; }

stop() {
  echo "$1" >&2
  exit 1
}

profile=$(given "$ORB_PROFILE")
region=$(given "$ORB_REGION")
role=$(given "$ORB_ROLE")
token=
if [ -n "$role" ]; then
  session=$(given "$ORB_SESSION" | tr ' ' '-')
  [ -n "$session" ] || stop 'Taking on a role needs a name of the session: role_session_name.'
  [ -n "${CIRCLE_OIDC_TOKEN_V2-}" ] || stop 'There is no OIDC token (CIRCLE_OIDC_TOKEN_V2) to take on a role with: give the job a context.'
  set -- --role-arn "$role" --role-session-name "$session" --web-identity-token "$CIRCLE_OIDC_TOKEN_V2" \
    --duration-seconds "$ORB_DURATION"
  if [ -n "$region" ]; then set -- "$@" --region "$region"; fi
  keys=$(aws sts assume-role-with-web-identity "$@" --output text \
    --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]')
  read -r id secret token <<<"$keys"
  [ -n "$token" ] || stop "The role $role was not given."
  if [ "$ORB_EXPORTS" = true ]; then
    {
      echo "export AWS_ACCESS_KEY_ID='$id'"
      echo "export AWS_SECRET_ACCESS_KEY='$secret'"
      echo "export AWS_SESSION_TOKEN='$token'"
    } >>"${BASH_ENV:-/dev/null}"
  fi
  echo "Took on the role $role."
else
  id=$(given "${ORB_KEY_ID-}")
  secret=$(given "${ORB_SECRET_KEY-}")
fi
if [ "$ORB_PROFILES" != true ]; then exit 0; fi

if [ -z "$id" ] || [ -z "$secret" ]; then
  stop 'There are no AWS keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or role_arn to take on a role.'
fi
aws configure set aws_access_key_id "$id" --profile "$profile"
aws configure set aws_secret_access_key "$secret" --profile "$profile"
token=${token:-${AWS_SESSION_TOKEN-}}
if [ -n "$token" ]; then aws configure set aws_session_token "$token" --profile "$profile"; fi
if [ -n "$region" ]; then
  if [ "$ORB_DEFAULT_REGION" = true ]; then aws configure set default.region "$region"; fi
  if [ "$ORB_PROFILE_REGION" = true ]; then aws configure set region "$region" --profile "$profile"; fi
fi
