# The package manager, and with auto what the files of the project speak for.
manager=$ORB_MANAGER
if [ "$manager" = auto ]; then
  if [ -f uv.lock ]; then
    manager=uv
  elif [ -f poetry.lock ] || { [ -f pyproject.toml ] && grep -q "\[tool.poetry\]" pyproject.toml; }; then
    manager=poetry
  elif [ -f Pipfile ]; then
    manager=pipenv
  elif [ -n "$ORB_FILE" ] && [ -f "$ORB_FILE" ]; then
    manager=pip
  elif [ -f setup.py ] || [ -f pyproject.toml ]; then
    manager=pip-dist
  else
    echo "There is nothing to install from: no uv.lock, poetry.lock, Pipfile, $ORB_FILE, setup.py or pyproject.toml." >&2
    exit 1
  fi
  echo "The package manager is $manager."
fi

eval "set -- $ORB_ARGUMENTS"
case $manager in
  uv) uv sync "$@" ;;
  poetry) poetry install --no-ansi "$@" ;;
  pipenv) pipenv install "$@" ;;
  pip)
    if [ -n "$ORB_FILE" ]; then set -- -r "$ORB_FILE" "$@"; fi
    if [ $# -gt 0 ]; then pip install "$@"; fi
    ;;
  pip-dist)
    eval "pip install -e $ORB_PATHS \"\$@\""
    ;;
esac
