# Sourced by the launchers in bin/, which set `root` (the checkout, maybe relative). POSIX sh; macOS's and busybox's too.
#
# A start from a ready checkout costs one `find` beside Node itself: `.toolchain/start` names the Node to use and the
# bundle, and its time tells whether a source is newer. Everything else is scripts/setup.sh, which is read only then.

tools=$root/.toolchain

# True when `.toolchain/start` holds: sets `node` and `bundle`.
is_ready() {
  { read -r node && read -r bundle; } 2>/dev/null <"$tools/start" || return 1
  [ -x "$node" ] && [ -f "$tools/$bundle/main.js" ] || return 1
  # Folders count too: a file that was removed or renamed makes its folder newer.
  [ -z "$(find "$root/src" "$root/scripts/build.ts" "$root/package.json" "$root/package-lock.json" \
    -newer "$tools/start" 2>/dev/null)" ]
}

# start ENTRY ARGS…: runs an entry of the bundle in place of this shell.
start() {
  entry=$1
  shift
  if ! is_ready; then
    . "$root/scripts/setup.sh"
    prepare_bundle
  fi
  # Node lets young objects fill three times 16 MB before it looks which are dead. With 4 a long log takes 25 MB less and a
  # run of 1,000 jobs 20, at the same speed (npm run bench): little of what passes through here lives.
  exec "$node" --max-semi-space-size=4 "$tools/$bundle/$entry.js" "$@"
}
