case $ORB_MANAGER in
  npm) script=$ORB_NPM_RUN ;;
  pnpm) script=$ORB_PNPM_RUN ;;
  bun) script=$ORB_BUN_RUN ;;
  *) script=$ORB_YARN_RUN ;;
esac
if [ -z "$script" ]; then
  echo "No script is named: set the parameter ${ORB_MANAGER%-berry}-run." >&2
  exit 1
fi
"${ORB_MANAGER%-berry}" run "$script"
