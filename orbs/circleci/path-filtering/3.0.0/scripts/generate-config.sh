set -f
IFS='
'
# shellcheck disable=SC2046 # a path a line
set -- $(cat "$LIST_PATH")
echo 'Configs:'
printf '  %s\n' "$@"
for file; do
  [ -r "$file" ] || {
    echo "There is no config $file to continue with." >&2
    exit 1
  }
done
if [ $# -eq 1 ]; then
  cp "$1" "$GENERATED_PATH"
elif command -v yq >/dev/null 2>&1; then
  # shellcheck disable=SC2016 # variables of yq
  yq eval-all 'explode(.) | . as $item ireduce ({}; . * $item)' "$@" >"$GENERATED_PATH"
else
  echo 'Merging several configs needs yq (https://github.com/mikefarah/yq): run this job in an image that holds it.' >&2
  exit 1
fi
