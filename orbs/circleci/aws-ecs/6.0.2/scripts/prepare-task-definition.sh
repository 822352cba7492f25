# given TEXT: its variables filled in.
given() { printf '%s' "$1" | circleci env subst; }

# ecs WORD…: the aws program, with profile and region.
common=(--profile "$(given "$ORB_PROFILE")")
region=$(given "$ORB_REGION")
if [ -n "$region" ]; then common+=(--region "$region"); fi
ecs() { aws ecs "$@" "${common[@]}"; }

python=$(command -v python3 || command -v python) || {
  echo 'Changing a task definition needs Python: run this job in an image that holds it.' >&2
  exit 1
}
ORB_IMAGES=$(given "$ORB_IMAGES")
ORB_VARIABLES=$(given "$ORB_VARIABLES")
ORB_SECRETS=$(given "$ORB_SECRETS")
ORB_LABELS=$(given "$ORB_LABELS")
previous=$(given "$ORB_PREVIOUS")
PREVIOUS_TASK_DEFINITION=$(ecs describe-task-definition --include TAGS --output json \
  --task-definition "$(given "$ORB_FAMILY")${previous:+:$previous}")
export ORB_IMAGES ORB_VARIABLES ORB_SECRETS ORB_LABELS PREVIOUS_TASK_DEFINITION

file=$(mktemp)
"$python" - >"$file" <<'END_OF_PYTHON'
import json
import os
import sys


def stop(message):
    sys.stderr.write(message + "\n")
    sys.exit(1)


def updates(text, keys):
    """The entries of `container=NAME,key=value,…`, each a dict with its container. No keys: any, one an entry."""
    entries = []
    for part in (part.strip() for part in text.split(",")):
        if not part:
            continue
        key, sign, value = part.partition("=")
        key = key.strip()
        if not sign:
            stop('"%s" is no key=value, in: %s' % (part, text))
        if key == "container":
            entries.append({"container": value.strip()})
        elif keys and key not in keys:
            stop('"%s" is none of the keys container, %s, in: %s' % (key, ", ".join(keys), text))
        elif not entries:
            stop("An update begins with container=NAME, in: %s" % text)
        elif not keys and len(entries[-1]) > 1 or keys and key == keys[0] == "name" and key in entries[-1]:
            entries.append({"container": entries[-1]["container"], key: value.strip()})
        else:
            entries[-1][key] = value
    return entries


def split_image(image):
    """Name and tag; a colon before a slash is a port."""
    name, colon, tag = image.rpartition(":")
    return (name, tag) if colon and "/" not in tag else (image, "")


def new_image(old, update):
    if "image-and-tag" in update:
        return update["image-and-tag"]
    name, tag = split_image(old.split("@")[0])
    name, tag = update.get("image", name), update.get("tag", tag)
    return name + ":" + tag if tag else name


definition = json.loads(os.environ["PREVIOUS_TASK_DEFINITION"])["taskDefinition"]
containers = definition["containerDefinitions"]


def container_of(update):
    for container in containers:
        if container.get("name") == update["container"]:
            return container
    names = ", ".join(container.get("name", "") for container in containers)
    stop('The task definition has no container "%s"; it has: %s' % (update["container"], names))


for update in updates(os.environ["ORB_IMAGES"], ["image-and-tag", "image", "tag"]):
    container = container_of(update)
    if len(update) == 1:
        stop("An image update needs image-and-tag, image or tag for %s" % update["container"])
    container["image"] = new_image(container["image"], update)

def set_named(text, field, key):
    """Entries of a container's list such as `environment`: {"name": …, key: …}."""
    for update in updates(text, ["name", key]):
        container = container_of(update)
        if "name" not in update or key not in update:
            stop("An update needs name=… and %s=… for %s" % (key, update["container"]))
        entries = container.setdefault(field, [])
        for entry in entries:
            if entry["name"] == update["name"]:
                entry[key] = update[key]
                break
        else:
            entries.append({"name": update["name"], key: update[key]})


set_named(os.environ["ORB_VARIABLES"], "environment", "value")
set_named(os.environ["ORB_SECRETS"], "secrets", "valueFrom")
for update in updates(os.environ["ORB_LABELS"], []):
    labels = container_of(update).setdefault("dockerLabels", {})
    labels.update((key, value) for key, value in update.items() if key != "container")

# What describes a revision is no part of the next one.
kept = (
    "family taskRoleArn executionRoleArn networkMode volumes placementConstraints requiresCompatibilities cpu memory "
    "pidMode ipcMode proxyConfiguration inferenceAccelerators ephemeralStorage runtimePlatform"
).split()
request = dict((key, definition[key]) for key in kept if definition.get(key))
request["containerDefinitions"] = containers
tags = json.loads(os.environ["PREVIOUS_TASK_DEFINITION"]).get("tags")
if tags:
    request["tags"] = tags
json.dump(request, sys.stdout)
END_OF_PYTHON
echo "export CCI_ORB_AWS_ECS_TASK_DEFINITION='$file'" >>"$BASH_ENV"
