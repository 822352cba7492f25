given() { printf '%s' "$1" | circleci env subst; }

profile=$(given "$ORB_PROFILE")
aws configure set "profile.$profile.role_arn" "$(given "$ORB_ROLE")"
aws configure set "profile.$profile.source_profile" "$(given "$ORB_SOURCE")"
