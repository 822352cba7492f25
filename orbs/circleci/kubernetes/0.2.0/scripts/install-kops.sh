if command -v kops >/dev/null 2>&1; then
  kops version || true
  exit 0
fi

case $(uname -m) in aarch64 | arm64) machine=arm64 ;; *) machine=amd64 ;; esac
place=/usr/local/bin
as_root=
if [ ! -w "$place" ]; then as_root='sudo -n'; fi
releases=https://github.com/kubernetes/kops/releases
case $ORB_VERSION in
  latest) address=$releases/latest/download/kops-linux-$machine ;;
  *) address=$releases/download/v${ORB_VERSION#v}/kops-linux-$machine ;;
esac

install_kops() {
  file=$(mktemp) || return 1
  curl -fsSL --connect-timeout 10 --max-time 300 --retry 2 -o "$file" "$address" || return 1
  chmod 0755 "$file" && $as_root mv "$file" "$place/kops"
}

# Nothing else in this orb needs kops, so a machine without a network goes on without it.
install_kops || echo "Could not fetch kops ($ORB_VERSION); steps that call it will fail." >&2
