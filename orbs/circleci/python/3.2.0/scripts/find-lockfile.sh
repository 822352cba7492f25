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

case $manager in
  uv) files='uv.lock pyproject.toml' ;;
  poetry) files='poetry.lock pyproject.toml' ;;
  pipenv) files='Pipfile.lock Pipfile' ;;
  pip) files=$ORB_FILE ;;
  *) files="$ORB_FILE setup.py pyproject.toml" ;;
esac
# Copies under fixed names: the keys of the caches name them.
mkdir -p /tmp/cci_pycache
: >/tmp/cci_pycache/lockfile
for file in $files; do
  if [ -f "$file" ]; then
    cp "$file" /tmp/cci_pycache/lockfile
    break
  fi
done
python --version | cut -d' ' -f2 >/tmp/python-version
