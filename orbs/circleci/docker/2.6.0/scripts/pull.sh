IFS=, read -ra images <<<"$(printf '%s' "$ORB_IMAGES" | circleci env subst)"
for image in "${images[@]}"; do
  docker pull "${image// /}" || [ "$ORB_IGNORE" = true ]
done
