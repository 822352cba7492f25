# Reporters are packages of the project; the framework's own message would not say which.
needs() {
  for package; do
    if ! node -e 'require.resolve(process.argv[1] + "/package.json", { paths: [process.cwd()] })' "$package" 2>/dev/null; then
      echo "The test results need the package $package: add it to the development dependencies." >&2
      exit 1
    fi
  done
}

case $ORB_FRAMEWORK in
  jest)
    [ "$ORB_MANAGER" = yarn-berry ] || needs jest-junit
    set -- --reporters=default --reporters=jest-junit
    ;;
  mocha)
    [ "$ORB_MANAGER" = yarn-berry ] || needs mocha-junit-reporter mocha-multi
    set -- --reporter mocha-multi --reporter-options spec=-,mocha-junit-reporter=-
    ;;
  *) set -- ;;
esac
# npm keeps flags for itself unless told otherwise.
if [ "$ORB_MANAGER" = npm ] && [ $# -gt 0 ]; then set -- -- "$@"; fi
"${ORB_MANAGER%-berry}" run "$ORB_SCRIPT" "$@"
