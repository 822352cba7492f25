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
if [ "$ORB_TOOL" = pytest ]; then
  mkdir -p test-report
  set -- pytest --junit-xml=test-report/report.xml "$@"
else
  set -- python -m unittest "$@"
fi
case $manager in
  poetry | pipenv | uv) "$manager" run "$@" ;;
  *) PYTHONPATH=$PWD/$ORB_SOURCES${PYTHONPATH:+:$PYTHONPATH} "$@" ;;
esac
