# Out of the project, whose package.json may name another version.
cd ~ || exit 1
version=${ORB_VERSION:-latest}
if command -v "$ORB_PACKAGE" >/dev/null 2>&1; then
  found=$("$ORB_PACKAGE" --version)
  case $found in
    "$version" | "$version".*) wanted=yes ;;
    *) wanted= ;;
  esac
  if [ "$version" = latest ] || [ -n "$wanted" ]; then
    echo "$ORB_PACKAGE $found is there already."
    exit 0
  fi
fi
if ! command -v npm >/dev/null 2>&1; then
  echo "Installing $ORB_PACKAGE needs npm: install Node.js first, or run this job in an image that holds $ORB_PACKAGE." >&2
  exit 1
fi
as_root=
if [ ! -w "$(npm root -g)" ] && command -v sudo >/dev/null 2>&1; then as_root='sudo -n'; fi
if $as_root npm install -g --fetch-timeout=60000 --fetch-retries=2 "$ORB_PACKAGE@$version"; then
  "$ORB_PACKAGE" --version
  exit 0
fi
echo "Could not install $ORB_PACKAGE ($version). Run this job in an image that holds it already." >&2
exit 1
