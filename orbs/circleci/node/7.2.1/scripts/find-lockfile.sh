# Copies under fixed names: the keys of the caches name them.
cp package.json /tmp/node-project-package.json
for file in package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb; do
  if [ -f "$file" ]; then
    echo "The lock file is $file."
    cp "$file" /tmp/node-project-lockfile
    exit 0
  fi
done
echo 'There is no lock file; package.json stands for it.'
cp package.json /tmp/node-project-lockfile
