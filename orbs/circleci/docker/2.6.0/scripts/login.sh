user=${!ORB_USER_IN-} password=${!ORB_PASSWORD_IN-}
: "${user:?$ORB_USER_IN has to hold the user of the registry.}"
: "${password:?$ORB_PASSWORD_IN has to hold the password of the registry.}"
printf '%s' "$password" | docker login --username "$user" --password-stdin "$(printf '%s' "$ORB_REGISTRY" | circleci env subst)"
