if command -v aws >/dev/null 2>&1; then
  aws --version
  exit 0
fi

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_be_root() {
  [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; }
}

with_pip() {
  pip=$(command -v pip || command -v pip3) || return 1
  if may_be_root; then
    as_root "$pip" install --timeout 20 --retries 2 --upgrade awscli && return 0
    echo "$pip could not install awscli for everybody; trying for this user only." >&2
  fi
  "$pip" install --timeout 20 --retries 2 --upgrade --user awscli || return 1
  # shellcheck disable=SC2016 # the later steps expand it
  echo 'export PATH="$HOME/.local/bin:$PATH"' >>"${BASH_ENV:-/dev/null}"
  PATH="$HOME/.local/bin:$PATH"
}

with_bundle() {
  command -v curl >/dev/null 2>&1 && command -v unzip >/dev/null 2>&1 || return 1
  folder=$(mktemp -d) || return 1
  curl -fsSL --connect-timeout 10 --max-time 300 --retry 2 -o "$folder/awscli-bundle.zip" \
    https://s3.amazonaws.com/aws-cli/awscli-bundle.zip || return 1
  unzip -q "$folder/awscli-bundle.zip" -d "$folder" || return 1
  if may_be_root; then
    as_root "$folder/awscli-bundle/install" -i /usr/local/aws -b /usr/local/bin/aws
  else
    "$folder/awscli-bundle/install" -b "$HOME/bin/aws" || return 1
    # shellcheck disable=SC2016 # the later steps expand it
    echo 'export PATH="$HOME/bin:$PATH"' >>"${BASH_ENV:-/dev/null}"
    PATH="$HOME/bin:$PATH"
  fi
}

if { with_pip || with_bundle; } && command -v aws >/dev/null 2>&1; then
  aws --version
  exit 0
fi
echo 'Unable to install AWS CLI: it needs pip, or curl and unzip, and a way to the network.' >&2
echo 'Run this job in an image that holds aws already, cimg/aws for one.' >&2
exit 1
