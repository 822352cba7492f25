# expand TEXT: its variables filled in, as in double quotes.
expand() { eval "printf '%s' \"$1\""; }

python=$(command -v python3 || command -v python) || {
  echo 'Changing a task definition needs Python: run this job in an image that holds it.' >&2
  exit 1
}
ORB_IMAGES=$(expand "$ORB_IMAGES")
ORB_VARIABLES=$(expand "$ORB_VARIABLES")
PREVIOUS_TASK_DEFINITION=$(aws ecs describe-task-definition --task-definition "$(expand "$ORB_FAMILY")" --output json)
export ORB_IMAGES ORB_VARIABLES PREVIOUS_TASK_DEFINITION

# Prints the lines that hand the values over to the next step.
lines=$("$python" - <<'END_OF_PYTHON'
import json
import os
import sys


def stop(message):
    sys.stderr.write(message + "\n")
    sys.exit(1)


def updates(text, keys):
    """The entries of `container=NAME,key=value,…`, each a dict that begins with its container."""
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
        elif key not in keys:
            stop('"%s" is none of the keys container, %s, in: %s' % (key, ", ".join(keys), text))
        elif not entries:
            stop("An update begins with container=NAME, in: %s" % text)
        elif key == keys[0] and key == "name" and "name" in entries[-1]:
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

for update in updates(os.environ["ORB_VARIABLES"], ["name", "value"]):
    container = container_of(update)
    if "name" not in update or "value" not in update:
        stop("An update of a variable needs name=… and value=… for %s" % update["container"])
    variables = container.setdefault("environment", [])
    for variable in variables:
        if variable["name"] == update["name"]:
            variable["value"] = update["value"]
            break
    else:
        variables.append({"name": update["name"], "value": update["value"]})


def quoted(value):
    text = value if isinstance(value, type(u"")) else json.dumps(value)
    return "'" + text.replace("'", "'\\''") + "'"


def hand_over(name, value):
    print("export CCI_ORB_AWS_ECS_%s=%s" % (name, quoted(value) if value else "''"))


hand_over("CONTAINER_DEFS", containers)
hand_over("TASK_ROLE", definition.get("taskRoleArn"))
hand_over("EXECUTION_ROLE", definition.get("executionRoleArn"))
hand_over("NETWORK_MODE", definition.get("networkMode"))
hand_over("VOLUMES", definition.get("volumes"))
hand_over("PLACEMENT_CONSTRAINTS", definition.get("placementConstraints"))
hand_over("REQ_COMP", definition.get("requiresCompatibilities"))
hand_over("TASK_CPU", definition.get("cpu"))
hand_over("TASK_MEMORY", definition.get("memory"))
END_OF_PYTHON
)
printf '%s\n' "$lines" >>"$BASH_ENV"
