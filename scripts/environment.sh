#!/bin/sh
# Brings Node and every locked dependency into the checkout, as the launchers do, and prints the line that puts that
# Node on PATH. For CI, which has no launcher between its steps: scripts/environment.sh >> "$BASH_ENV"
root=${0%/*}/..
. "$root/scripts/launch.sh"
. "$root/scripts/setup.sh"
take_lock
choose_node
install_dependencies all
drop_lock
printf 'export PATH="%s:$PATH"\n' "${node%/*}"
