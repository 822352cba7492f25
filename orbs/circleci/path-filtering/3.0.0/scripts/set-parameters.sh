# expand TEXT: its variables and commands filled in, as in double quotes, with the quotes in it left alone.
expand() {
  eval "cat <<END_OF_ORB_TEXT
$1
END_OF_ORB_TEXT"
}

python=$(command -v python3 || command -v python) || {
  echo 'Filtering by paths needs Python: run this job in an image that holds it.' >&2
  exit 1
}
BASE_REVISION=$(expand "$BASE_REVISION")
OUTPUT_PATH=$(expand "$OUTPUT_PATH")
CONFIG_PATH=$(expand "$CONFIG_PATH")
# The base may be known as a branch of the origin only, or not fetched yet.
if ! base=$(git rev-parse -q --verify "$BASE_REVISION^{commit}" ||
  git rev-parse -q --verify "origin/$BASE_REVISION^{commit}"); then
  git fetch -q origin "$BASE_REVISION" || {
    echo "There is no revision $BASE_REVISION to compare with: set base-revision." >&2
    exit 1
  }
  base=$(git rev-parse FETCH_HEAD)
fi
head=${CIRCLE_SHA1:-$(git rev-parse HEAD)}
base=$(git merge-base "$base" "$head")
if [ "$base" = "$head" ]; then
  # On the base branch itself, what counts is the last commit; the first one is compared with the empty tree.
  base=$(git rev-parse -q --verify "$head~1^{commit}") || base=$(git hash-object -t tree /dev/null)
fi
echo "Comparing $base...$head"
CHANGED=$(git -c core.quotepath=false diff --name-only "$base" "$head")
printf '%s\n' "$CHANGED" | tee "${FILES_CHANGED_PATH:-/tmp/files-changed-list}"
CONFIG_LIST_PATH=${CONFIG_LIST_PATH:-/tmp/filtered-config-list}
export CONFIG_LIST_PATH MAPPING EXCLUDE OUTPUT_PATH CONFIG_PATH CHANGED

"$python" - <<'END_OF_PYTHON'
import json
import os
import re
import sys


def stop(message):
    sys.stderr.write(message + "\n")
    sys.exit(1)


def lines_of(text):
    if text and os.path.isfile(text):
        with open(text) as file:
            text = file.read()
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def matches(pattern, path):
    try:
        return re.match("(?:" + pattern + r")\Z", path) is not None
    except re.error as error:
        stop('"%s" is no regular expression: %s' % (pattern, error))


def value_of(text):
    if os.path.isfile(text):
        with open(text) as file:
            text = file.read()
    try:
        return json.loads(text)
    except ValueError:
        return text


excluded = lines_of(os.environ["EXCLUDE"])
changed = [
    path
    for path in os.environ["CHANGED"].splitlines()
    if not any(matches(pattern, path) for pattern in excluded)
]
parameters = {}
configs = []
for line in lines_of(os.environ["MAPPING"]):
    words = line.split()
    if len(words) > 4:
        stop("A line of the mapping has %d words, not 4 at most: %s" % (len(words), line))
    if not any(matches(words[0], path) for path in changed):
        continue
    if len(words) >= 3:
        parameters[words[1]] = value_of(words[2])
    if len(words) in (2, 4) and words[-1] not in configs:
        configs.append(words[-1])

if not parameters and not configs:
    print("Nothing that the mapping names has changed.")
with open(os.environ["OUTPUT_PATH"], "w") as file:
    json.dump(parameters, file)
with open(os.environ["CONFIG_LIST_PATH"], "w") as file:
    file.write("".join(config + "\n" for config in configs or [os.environ["CONFIG_PATH"]]))
END_OF_PYTHON
echo "Parameters: $(cat "$OUTPUT_PATH")"
