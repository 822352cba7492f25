#!/usr/bin/env bash
# Builds the container images that tests, examples and this project's own pipeline name, without any registry of images:
# Debian's packages (by mmdebstrap) and Node from npm. Images that exist are left alone.
#
#   testing/build-images.sh [IMAGE...]      default: all of them
#
#   cimg/base:stable   Debian with bash, git and what jobs need; steps run as root, unlike in CircleCI's image
#   cimg/node:22.18    the same with Node and npm; any cimg/node:VERSION may be asked for
#   cimg/node:24.21
#   redis:7            Debian's redis-server, open on all addresses as the official image is
#   bench/tiny:latest  one static busybox
#
# Needs root (or user namespaces), mmdebstrap, busybox-static, npm and a container engine. Environment: ENGINE (docker),
# SUITE (Debian's release, bookworm), MIRROR (mmdebstrap's default), FORCE=1 to build again.
set -euo pipefail

engine=${ENGINE:-docker}
suite=${SUITE:-bookworm}
work=$(mktemp -d "${TMPDIR:-/tmp}/orrery-images.XXXXXX")
trap 'rm -rf "$work"' EXIT

default_path='ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

main() {
  [ $# -gt 0 ] || set -- cimg/base:stable bench/tiny:latest cimg/node:22.18 cimg/node:24.21 redis:7
  need "$engine" 'docker.io'
  "$engine" info >/dev/null 2>&1 || die "$engine does not answer: is its daemon running?"
  for image in "$@"; do build "$image"; done
}

die() {
  echo "build-images: $*" >&2
  exit 2
}

need() { # command, package
  command -v "$1" >/dev/null || die "$1 is needed (apt-get install $2)"
}

build() { # image
  if [ "${FORCE:-0}" != 1 ] && "$engine" image inspect "$1" >/dev/null 2>&1; then
    echo "$1 is there"
    return
  fi
  echo "building $1"
  local started=$SECONDS
  case $1 in
    cimg/base:stable) build_base ;;
    bench/tiny:latest) build_tiny ;;
    cimg/node:*) build_node "$1" "${1#*:}" ;;
    redis:7) build_redis ;;
    *) die "do not know how to build $1" ;;
  esac
  echo "built $1 in $((SECONDS - started)) s"
}

# A Debian system with the packages named in $2 to the image $1; the rest are changes for its configuration.
import_debian() {
  need mmdebstrap mmdebstrap
  local image=$1 packages=$2
  shift 2
  local changes=(--change "$default_path")
  for change in "$@"; do changes+=(--change "$change"); done
  mmdebstrap --quiet --variant=minbase --include="$packages" \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --aptopt='Acquire::Languages "none"' \
    --customize-hook='chroot "$1" useradd -m -u 3434 -s /bin/bash circleci' \
    "$suite" "$work/system.tar" ${MIRROR:+"$MIRROR"}
  "$engine" import "${changes[@]}" "$work/system.tar" "$image" >/dev/null
  rm "$work/system.tar"
}

build_base() {
  import_debian cimg/base:stable bash,git,ca-certificates,tar,gzip,zstd,openssh-client,procps 'CMD ["/bin/bash"]'
}

build_redis() {
  import_debian redis:7 redis-server \
    'ENTRYPOINT ["redis-server", "--bind", "0.0.0.0", "--protected-mode", "no", "--save", ""]' 'EXPOSE 6379'
}

build_node() { # image, version
  need npm npm
  build cimg/base:stable
  local root=$work/node
  rm -rf "$root"
  mkdir -p "$root/bin" "$root/lib/node_modules"
  unpack "node-$(npm_platform)@$2" "$root/node"
  unpack npm@11 "$root/lib/node_modules/npm"
  mv "$root/node/bin/node" "$root/bin/node"
  rm -rf "$root/node"
  chmod 755 "$root/bin/node"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/bin/npx"
  local container
  container=$("$engine" create cimg/base:stable /bin/true)
  tar -C "$root" --owner=0 --group=0 -cf - . | "$engine" cp - "$container:/usr/local"
  "$engine" commit --change 'CMD ["/bin/bash"]' "$container" "$1" >/dev/null
  "$engine" rm "$container" >/dev/null
}

# As the packages that carry Node's binaries are named.
npm_platform() {
  case $(uname -m) in
    x86_64) echo linux-x64 ;;
    aarch64 | arm64) echo linux-arm64 ;;
    *) die "no Node on npm for $(uname -m)" ;;
  esac
}

# The npm package $1 into the folder $2, without running anything of it.
unpack() {
  local packed=$work/packed
  rm -rf "$packed"
  mkdir -p "$packed" "$2"
  npm pack --silent --pack-destination "$packed" "$1" >/dev/null
  tar -C "$2" --strip-components=1 -xzf "$packed"/*.tgz
}

build_tiny() {
  need busybox busybox-static
  local root=$work/tiny
  mkdir -p "$root/bin" "$root/tmp" "$root/etc" "$root/root"
  cp "$(command -v busybox)" "$root/bin/busybox"
  local command
  for command in sh true echo cat ls sleep env tar gzip seq head yes mkdir rm cp mv chmod date id uname wc sha256sum dd awk sed grep; do
    ln -s busybox "$root/bin/$command"
  done
  echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
  chmod 1777 "$root/tmp"
  tar -C "$root" --owner=0 --group=0 -cf - . |
    "$engine" import --change 'CMD ["/bin/sh"]' --change 'ENV PATH=/bin' - bench/tiny:latest >/dev/null
}

main "$@"
