# given TEXT: its variables filled in.
given() { printf '%s' "$1" | circleci env subst; }

if [ "$ORB_PUBLIC" = true ]; then
  host=public.ecr.aws
else
  account=$(given "$ORB_ACCOUNT")
  : "${account:?There is no account: set AWS_ACCOUNT_ID, or the parameter account_id.}"
  host=$account.dkr.ecr.$(given "$ORB_REGION").$(given "$ORB_DOMAIN")
fi

profile=$(given "$ORB_PROFILE")
if [ "$ORB_PUBLIC" = true ]; then
  # The public registry gives its passwords in one region only.
  password=$(aws ecr-public get-login-password --region us-east-1 --profile "$profile")
else
  password=$(aws ecr get-login-password --region "$(given "$ORB_REGION")" --profile "$profile")
fi
printf '%s' "$password" | docker login --username AWS --password-stdin "$host"
