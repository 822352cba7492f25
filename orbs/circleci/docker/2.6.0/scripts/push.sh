# given TEXT: its variables filled in.
given() { printf '%s' "$1" | circleci env subst; }

image=$(given "$ORB_REGISTRY")/$(given "$ORB_IMAGE")
IFS=, read -ra tags <<<"$(given "$ORB_TAGS")"
for tag in "${tags[@]}"; do docker push "$image:${tag// /}"; done
digest=$(given "$ORB_DIGEST")
if [ -n "$digest" ]; then
  mkdir -p "$(dirname "$digest")"
  docker image inspect --format='{{index .RepoDigests 0}}' "$image:${tags[0]// /}" >"$digest"
fi
