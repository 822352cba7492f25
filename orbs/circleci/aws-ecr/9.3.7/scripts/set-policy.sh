# given TEXT: its variables filled in.
given() { printf '%s' "$1" | circleci env subst; }

service=ecr
region=$(given "$ORB_REGION")
if [ "$ORB_PUBLIC" = true ]; then service=ecr-public region=us-east-1; fi
aws "$service" set-repository-policy --profile "$(given "$ORB_PROFILE")" --region "$region" \
  --repository-name "$(given "$ORB_REPO")" --policy-text "file://$(given "$ORB_POLICY")"
