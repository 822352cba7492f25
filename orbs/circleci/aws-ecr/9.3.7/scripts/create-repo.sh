# given TEXT: its variables filled in.
given() { printf '%s' "$1" | circleci env subst; }

repo=$(given "$ORB_REPO")
common=(--profile "$(given "$ORB_PROFILE")")
if [ "$ORB_PUBLIC" = true ]; then
  common+=(--region us-east-1)
  aws ecr-public describe-repositories "${common[@]}" --repository-names "$repo" >/dev/null 2>&1 ||
    aws ecr-public create-repository "${common[@]}" --repository-name "$repo"
  exit
fi
common+=(--region "$(given "$ORB_REGION")")
if aws ecr describe-repositories "${common[@]}" --repository-names "$repo" >/dev/null 2>&1; then
  echo "The repository $repo is there already."
  exit 0
fi
encryption=encryptionType=$ORB_ENCRYPTION
key=$(given "$ORB_KEY")
if [ "$ORB_ENCRYPTION" = KMS ] && [ -n "$key" ]; then encryption=$encryption,kmsKey=$key; fi
aws ecr create-repository "${common[@]}" --repository-name "$repo" \
  --image-scanning-configuration "scanOnPush=$ORB_SCAN" --encryption-configuration "$encryption"
