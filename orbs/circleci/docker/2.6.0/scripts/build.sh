# given TEXT: its variables filled in.
given() { printf '%s' "$1" | circleci env subst; }

registry=$(given "$ORB_REGISTRY")
image=$registry/$(given "$ORB_IMAGE")
dockerfile=$(given "$ORB_PATH")/$(given "$ORB_DOCKERFILE")
IFS=, read -ra tags <<<"$(given "$ORB_TAGS")"
IFS=, read -ra sources <<<"$(given "$ORB_CACHE_FROM")"
IFS=, read -ra targets <<<"$(given "$ORB_CACHE_TO")"
if [ "$ORB_DEBUG" = true ]; then set -x; fi

if [ "$ORB_LINT" = true ]; then
  threshold=error
  if [ "$ORB_STRICT" = true ]; then threshold=warning; fi
  if command -v hadolint >/dev/null 2>&1; then
    hadolint --failure-threshold "$threshold" "$dockerfile"
  else
    docker run --rm -i hadolint/hadolint hadolint --failure-threshold "$threshold" - <"$dockerfile"
  fi
fi

args=(-f "$dockerfile")
for tag in "${tags[@]}"; do args+=(-t "$image:${tag// /}"); done
for source in "${sources[@]}"; do
  echo "Pulling $source, whose layers may serve."
  docker pull "$source" || true
  args+=(--cache-from "$source")
done
eval "args+=($ORB_ARGUMENTS)"
context=$(given "$ORB_CONTEXT")
if [ "${#targets[@]}" -gt 0 ]; then
  for target in "${targets[@]}"; do args+=(--cache-to "type=registry,ref=$target"); done
  docker buildx inspect orb-builder >/dev/null 2>&1 || docker buildx create --name orb-builder
  docker buildx build --builder orb-builder --load "${args[@]}" "$context"
else
  if [ "$ORB_BUILDKIT" = true ]; then export DOCKER_BUILDKIT=1; fi
  docker build "${args[@]}" "$context"
fi
