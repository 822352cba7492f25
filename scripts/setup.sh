# Sourced when a checkout is not ready: brings Node and the locked dependencies into it, builds the bundle. POSIX sh.
# Sets `node` and `bundle`. Everything is put in place by one rename, under a lock, so that two starts at once are safe.

say() {
  printf 'orrery: %s\n' "$1" >&2
}

# fail WHAT [FIX]
fail() {
  say "$1"
  [ $# -lt 2 ] || say "$2"
  exit 1
}

prepare_bundle() {
  take_lock
  if ! is_ready; then
    choose_node
    install_dependencies runtime
    build_bundle
  fi
  drop_lock
}

# The tests start Orrery too, and a second build within a test would take its time: so the bundle is made first.
run_tests() {
  is_ready || prepare_bundle
  if ! "$node" "$root/scripts/dependencies.ts" all; then
    take_lock
    install_dependencies all
    drop_lock
  fi
  cd "$root" || exit 1
  PATH=${node%/*}:$PATH
  export PATH
  exec "$node" node_modules/vitest/vitest.mjs run --reporter=default --reporter=./testing/counts-reporter.ts "$@"
}

take_lock() {
  mkdir -p "$tools" 2>/dev/null && [ -w "$tools" ] ||
    fail "cannot write $tools, where Orrery keeps its Node and its bundle." \
      "Make the checkout writable for the first start and after changes; later starts only read."
  waited=0
  until mkdir "$tools/lock" 2>/dev/null; do
    owner=$(cat "$tools/lock/pid" 2>/dev/null)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      break_lock "$owner"
      continue
    fi
    [ $((waited % 8)) -ne 0 ] || say "another start is setting up; waiting for it"
    waited=$((waited + 1))
    [ "$waited" -lt 600 ] || fail "another start has held $tools/lock for 10 minutes." "If none runs: rm -r $tools/lock"
    sleep 1
  done
  trap 'drop_lock; exit 130' INT
  trap 'drop_lock; exit 143' TERM
  trap drop_lock EXIT
  printf '%s\n' $$ >"$tools/lock/pid"
}

# The lock of a dead process. Renamed first: of two that find it dead only one gets it, and a fresh lock is put back.
break_lock() {
  mv "$tools/lock" "$tools/lock.$$" 2>/dev/null || return 0
  if [ "$(cat "$tools/lock.$$/pid" 2>/dev/null)" = "$1" ]; then
    rm -rf "$tools/lock.$$"
  else
    mv "$tools/lock.$$" "$tools/lock" 2>/dev/null || rm -rf "$tools/lock.$$"
  fi
}

drop_lock() {
  trap - EXIT INT TERM
  rm -rf "$tools/lock"
}

# Node from PATH if it is 22.18 or newer; else one of our own, from npm's package of its binary.
choose_node() {
  command -v node >/dev/null 2>&1 || fail "Node is not on PATH." \
    "Install any Node with npm (https://nodejs.org); Orrery brings the version it needs by itself."
  node=$(recent node)
  [ -n "$node" ] || node=$(recent "$tools/node/bin/node")
  [ -n "$node" ] || bring_node
}

# The path of the real program if it is recent enough, else nothing. (`node` on PATH may be a version manager's shim.)
recent() {
  "$1" -p 'const [a, b] = process.versions.node.split("."); a > 22 || (a == 22 && b >= 18) ? process.execPath : ""' \
    2>/dev/null
}

bring_node() {
  say "Node $(node -p process.versions.node) on PATH is older than 22.18: bringing Node 24 into .toolchain/ (110 MB, once)"
  # Not the package `node`: that one needs an install script, which npm may be told not to run.
  package=$(node -p '(process.platform + process.arch == "darwinarm64" ? "node-bin-" : "node-") + process.platform + "-" + process.arch')
  rm -rf "$tools/node" "$tools/node.new"
  mkdir "$tools/node.new"
  npm_run "bringing Node 24" install --prefix "$tools/node.new" --no-save "$package@24"
  mv "$tools/node.new/node_modules/$package" "$tools/node"
  rm -rf "$tools/node/include"
  rm -rf "$tools/node.new"
  node=$(recent "$tools/node/bin/node")
  [ -n "$node" ] || fail "the Node that npm brought ($package) does not start on this machine." \
    "Install Node 22.18 or newer yourself and put it on PATH."
}

# install_dependencies runtime|all
install_dependencies() {
  "$node" "$root/scripts/dependencies.ts" "$1" && return
  [ ! -L "$root/node_modules" ] || fail "node_modules is a link, and lacks packages of package-lock.json." \
    "Run npm ci where it leads to."
  say "installing the locked dependencies"
  if [ "$1" = all ]; then
    npm_run "installing" ci --prefix "$root"
  else
    npm_run "installing" ci --prefix "$root" --omit=dev
  fi
}

# npm_run WHAT ARGS…: npm under the chosen Node; never silent for more than 10 s; a failure says what npm said.
npm_run() {
  doing=$1
  shift
  command -v npm >/dev/null 2>&1 || fail "npm is not on PATH; Orrery needs it once, to set itself up." \
    "Install npm (it comes with Node: https://nodejs.org)."
  (
    seconds=0
    while sleep 8 </dev/null >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
      seconds=$((seconds + 8))
      say "still $doing ($seconds s)"
    done
  ) &
  ticker=$!
  log=$tools/npm.log
  if [ -n "${node:-}" ]; then path=${node%/*}:$PATH; else path=$PATH; fi
  if PATH=$path npm "$@" --no-audit --no-fund --no-update-notifier --loglevel=error </dev/null >"$log" 2>&1; then
    stop_ticker
    rm -f "$log"
    return
  fi
  stop_ticker
  sed 's/^/  /' "$log" | tail -n 20 >&2
  if grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED' "$log"; then
    fail "npm could not reach its registry ($doing)." "The first start needs the network; check npm config get registry and the proxy settings."
  fi
  fail "npm failed ($doing): what it said stands above and in .toolchain/npm.log." "Mend it and start again."
}

# By KILL: a TERM that comes before the young shell has dropped the traps it was born with would be lost, and the ticker
# would hold the output of this program open for ever.
stop_ticker() {
  { kill -9 "$ticker" && wait "$ticker"; } 2>/dev/null
}

build_bundle() {
  : >"$tools/begun" || fail "cannot write $tools."
  bundle=bundle-$$-$(date +%s)
  "$node" "$root/scripts/build.ts" "$tools/$bundle.new" >&2 || {
    rm -rf "$tools/$bundle.new"
    fail "could not build the bundle (see above)."
  }
  mv "$tools/$bundle.new" "$tools/$bundle"
  printf '%s\n%s\n' "$node" "$bundle" >"$tools/start.new"
  # The time of the beginning: a source that is changed while the build runs is newer than the bundle.
  touch -r "$tools/begun" "$tools/start.new"
  mv "$tools/start.new" "$tools/start"
  # Earlier bundles stay a day: a run of theirs may still load parts of them.
  find "$tools" -maxdepth 1 -name 'bundle-*' ! -name "$bundle" -mtime +0 -exec rm -rf {} + 2>/dev/null
  return 0
}
