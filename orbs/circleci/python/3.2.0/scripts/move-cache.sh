# Between the places that the package managers use and /tmp/cci_pycache, which is what is cached. ORB_MOVE is save or restore.
move() { # place, name
  if [ "$ORB_MOVE" = restore ]; then set -- "/tmp/cci_pycache/$2" "$1"; else set -- "$1" "/tmp/cci_pycache/$2"; fi
  if [ ! -d "$1" ]; then return 0; fi
  rm -rf "$2"
  mkdir -p "$(dirname "$2")"
  cp -a "$1" "$2"
  echo "$1 -> $2"
}

if [ "$ORB_PYPI" = true ]; then
  move "$HOME/.cache" pypi
fi
if [ "$ORB_VENV" = true ]; then
  move "$HOME/.local/share/virtualenvs" virtualenvs
  move "${ORB_VENV_PATH:-.venv}" venv
fi
