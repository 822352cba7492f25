# given TEXT: its variables filled in.
given() { printf '%s' "$1" | circleci env subst; }

repo=$(given "$ORB_REPO")
common=(--profile "$(given "$ORB_PROFILE")" --repository-name "$repo")
account=$(given "$ORB_ACCOUNT")
if [ -n "$account" ]; then common+=(--registry-id "$account"); fi
eval "common+=($ORB_ARGUMENTS)"
source=$(given "$ORB_SOURCE")
manifest=$(aws ecr batch-get-image "${common[@]}" --image-ids "imageTag=$source" --query 'images[0].imageManifest' --output text)
if [ -z "$manifest" ] || [ "$manifest" = None ]; then
  echo "The repository $repo has no image $source." >&2
  exit 1
fi
IFS=, read -ra tags <<<"$(given "$ORB_TAGS")"
for tag in "${tags[@]}"; do
  tag=${tag// /}
  if [ "$ORB_SKIP" = true ] && aws ecr describe-images "${common[@]}" --image-ids "imageTag=$tag" >/dev/null 2>&1; then
    echo "The tag $tag is there already."
    continue
  fi
  # An image that has the tag already is fine.
  answer=$(aws ecr put-image "${common[@]}" --image-tag "$tag" --image-manifest "$manifest" 2>&1) ||
    case $answer in
      *ImageAlreadyExistsException*) ;;
      *)
        printf '%s\n' "$answer" >&2
        exit 1
        ;;
    esac
  echo "$repo:$source is $tag too."
done
