if ! command -v "${ORB_MANAGER%-berry}" >/dev/null 2>&1; then
  case $ORB_MANAGER in
    npm | bun) ;;
    *) corepack enable 2>/dev/null || corepack enable --install-directory ~/bin 2>/dev/null || true ;;
  esac
fi

# Where the manager keeps what it downloads.
if [ -n "$ORB_CACHE_PATH" ]; then
  case $ORB_MANAGER in
    npm) npm config set cache "$ORB_CACHE_PATH" ;;
    yarn) export YARN_CACHE_FOLDER=$ORB_CACHE_PATH ;;
    yarn-berry) yarn config set cacheFolder "$ORB_CACHE_PATH" ;;
    pnpm) pnpm config set store-dir "$ORB_CACHE_PATH" ;;
    bun) export BUN_INSTALL_CACHE_DIR=$ORB_CACHE_PATH ;;
  esac
fi

if [ -n "$ORB_OVERRIDE" ]; then
  echo "Installing packages with: $ORB_OVERRIDE"
  eval "$ORB_OVERRIDE"
  exit
fi

# yarn_berry: a cache that is in the repository already is used as it stands, and checked where that is asked for.
yarn_berry() {
  if [ -z "$ORB_CACHE_PATH" ] || [ ! -e "$ORB_CACHE_PATH" ]; then
    yarn install --immutable
    return
  fi
  checks=
  case $ORB_CHECK_CACHE in
    always) checks=--check-cache ;;
    detect) cmp -s yarn.lock /tmp/yarn-zero-lockfile || checks=--check-cache ;;
  esac
  yarn install --immutable --immutable-cache $checks
}

case $ORB_MANAGER in
  npm) npm ci ;;
  yarn) yarn install --frozen-lockfile ;;
  yarn-berry) yarn_berry ;;
  pnpm) pnpm install --frozen-lockfile ;;
  bun) bun install --frozen-lockfile ;;
esac
if [ "$ORB_MANAGER" = yarn-berry ] && [ "$ORB_CHECK_CACHE" = detect ]; then cp yarn.lock /tmp/yarn-zero-lockfile; fi
