#!/bin/bash
cat <<EOF
hello ${WHO}
EOF
if true; then
	echo "tab"
fi
