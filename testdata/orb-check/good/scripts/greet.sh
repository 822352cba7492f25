cat <<TEXT
hello
TEXT
