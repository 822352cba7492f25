if [ -f package.json ]; then exit 0; fi
echo "There is no package.json in $(pwd): does the parameter app-dir name the right folder?" >&2
ls -a >&2
exit 1
