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

profile=$(given "$ORB_PROFILE")
region=$(given "$ORB_REGION")

if [ "$ORB_SKIP" = true ]; then
  [ "$ORB_PUBLIC" != true ] || {
    echo 'skip_when_tags_exist is not to be had with the public registry.' >&2
    exit 1
  }
  found=0
  for tag in "${tags[@]}"; do
    if aws ecr describe-images --profile "$profile" --region "$region" --repository-name "$repo" \
      --image-ids "imageTag=${tag// /}" >/dev/null 2>&1; then found=$((found + 1)); fi
  done
  if [ "$found" = "${#tags[@]}" ]; then
    echo "Nothing is built: $repo has images of all these tags already."
    exit 0
  fi
fi

args=(-f "$(given "$ORB_PATH")/$(given "$ORB_DOCKERFILE")" --platform "$ORB_PLATFORM")
for tag in "${tags[@]}"; do args+=(-t "$image:${tag// /}"); done
eval "args+=($ORB_ARGUMENTS)"
context=$(given "$ORB_CONTEXT")
case $ORB_PLATFORM in
  *,*)
    # Several platforms need a builder of their own, and emulation; what they make can only be pushed.
    docker run --privileged --rm "tonistiigi/binfmt:$ORB_BINFMT" --install all
    docker buildx inspect orb-builder >/dev/null 2>&1 || docker buildx create --name orb-builder
    if [ "$ORB_PUSH" = true ]; then args+=(--push); fi
    docker buildx build --builder orb-builder "${args[@]}" "$context"
    ;;
  *)
    docker build "${args[@]}" "$context"
    if [ "$ORB_PUSH" = true ]; then
      for tag in "${tags[@]}"; do docker push "$image:${tag// /}"; done
    fi
    ;;
esac

if [ -n "$ORB_POLICY" ]; then
  aws ecr put-lifecycle-policy --profile "$profile" --region "$region" --repository-name "$repo" \
    --lifecycle-policy-text "file://$(given "$ORB_POLICY")"
fi
