if command -v helm >/dev/null 2>&1; then
  helm version
  exit 0
fi

fetch() { curl -fsSL --connect-timeout 10 --max-time 300 --retry 2 "$@"; }

case $(uname -m) in aarch64 | arm64) machine=arm64 ;; *) machine=amd64 ;; esac
place=/usr/local/bin
as_root=
if [ ! -w "$place" ]; then as_root='sudo -n'; fi

install_helm() {
  version=$(fetch https://get.helm.sh/helm3-latest-version) || return 1
  folder=$(mktemp -d) || return 1
  fetch -o "$folder/helm.tar.gz" "https://get.helm.sh/helm-$version-linux-$machine.tar.gz" || return 1
  tar -xzf "$folder/helm.tar.gz" -C "$folder" && $as_root mv "$folder/linux-$machine/helm" "$place/helm"
}

if install_helm; then
  helm version
  exit 0
fi
echo 'Could not fetch Helm. Run this job in an image that holds helm (version 3) already.' >&2
exit 1
