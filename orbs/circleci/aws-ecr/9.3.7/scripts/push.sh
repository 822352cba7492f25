# given TEXT: its variables filled in.
given() { printf '%s' "$1" | circleci env subst; }

if [ "$ORB_PUBLIC" = true ]; then
  host=public.ecr.aws
else
  account=$(given "$ORB_ACCOUNT")
  : "${account:?There is no account: set AWS_ACCOUNT_ID, or the parameter account_id.}"
  host=$account.dkr.ecr.$(given "$ORB_REGION").$(given "$ORB_DOMAIN")
fi

repo=$(given "$ORB_REPO")
if [ "$ORB_PUBLIC" = true ]; then image=$host/$(given "$ORB_ALIAS")/$repo; else image=$host/$repo; fi
IFS=, read -ra tags <<<"$(given "$ORB_TAGS")"

for tag in "${tags[@]}"; do docker push "$image:${tag// /}"; done
