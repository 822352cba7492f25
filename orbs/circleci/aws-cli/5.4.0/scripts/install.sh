if [ "$ORB_NO_PAGER" = true ]; then echo 'export AWS_PAGER=""' >>"${BASH_ENV:-/dev/null}"; fi
if [ "$ORB_OVERRIDE" != true ] && command -v aws >/dev/null 2>&1; then
  aws --version
  exit 0
fi

as_root=
if [ "$(id -u)" != 0 ]; then as_root='sudo -n'; fi
install_dir=$(eval "printf %s \"$ORB_INSTALL_DIR\"")
binary_dir=$(eval "printf %s \"$ORB_BINARY_DIR\"")

install_aws() {
  if [ "$ORB_USE_BREW" = true ]; then
    brew install awscli
    return
  fi
  case $(uname -m) in aarch64 | arm64) machine=aarch64 ;; *) machine=x86_64 ;; esac
  name=awscli-exe-linux-$machine
  if [ "$ORB_VERSION" != latest ]; then name=$name-$ORB_VERSION; fi
  folder=$(mktemp -d) || return 1
  curl -fsSL --connect-timeout 10 --max-time 300 --retry 2 -o "$folder/aws.zip" \
    "https://awscli.amazonaws.com/$name.zip" || return 1
  unzip -q "$folder/aws.zip" -d "$folder" || return 1
  $as_root "$folder/aws/install" --update --install-dir "$install_dir" --bin-dir "$binary_dir"
}

if install_aws; then
  PATH=$binary_dir:$PATH
  aws --version
  exit 0
fi
echo "Could not install the AWS CLI ($ORB_VERSION): it needs curl, unzip and a way to the network." >&2
echo 'Run this job in an image that holds aws already, cimg/aws for one.' >&2
exit 1
