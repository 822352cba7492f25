version=$ORB_VERSION
for file in .nvmrc .node-version; do
  if [ -z "$version" ] && [ -f "$file" ]; then version=$(tr -d '[:space:]' <"$file"); fi
done
version=${version:-lts}
version=${version#v}

if command -v node >/dev/null 2>&1; then
  found=$(node --version)
  case ${found#v} in
    "$version" | "$version".*)
      echo "Node.js $found is there already."
      exit 0
      ;;
  esac
fi

stop() {
  echo "Could not install Node.js ($version): $1. Run this job in an image that holds it, cimg/node:$version say." >&2
  exit 1
}

export NVM_DIR=${NVM_DIR:-$HOME/.nvm}
if [ ! -s "$NVM_DIR/nvm.sh" ]; then
  command -v curl >/dev/null 2>&1 || stop 'there is no curl to fetch nvm with'
  installer=$(curl -fsSL --connect-timeout 10 --max-time 120 --retry 2 \
    https://raw.githubusercontent.com/nvm-sh/nvm/v0.40.1/install.sh) || stop 'nvm cannot be fetched'
  mkdir -p "$NVM_DIR"
  PROFILE=/dev/null bash -c "$installer" || stop 'nvm cannot be installed'
fi
# shellcheck source=/dev/null
. "$NVM_DIR/nvm.sh" --no-use
case $version in
  lts | 'lts/*') version='lts/*' ;;
  latest) version=node ;;
esac
nvm install "$version" || stop 'nvm cannot fetch it'
nvm alias default "$version"
{
  echo "export NVM_DIR='$NVM_DIR'"
  # shellcheck disable=SC2016 # the later steps expand it
  echo '. "$NVM_DIR/nvm.sh" --no-use; nvm use default >/dev/null 2>&1'
} >>"${BASH_ENV:-/dev/null}"
