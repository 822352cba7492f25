# Variables are filled in, and arguments are words as the shell makes them.
eval "set -- $ORB_ARGUMENTS"
eval "from=\"$ORB_FROM\" to=\"$ORB_TO\""
if [ -n "$ORB_PROFILE" ]; then set -- "$@" --profile "$ORB_PROFILE"; fi
# shellcheck disable=SC2154 # set by eval
aws s3 "$ORB_VERB" "$from" "$to" "$@"
