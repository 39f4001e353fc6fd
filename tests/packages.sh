#!/bin/bash
# Every library that the programs load is in a package that docs/install.md installs, or
# that each Debian has.  tests/packages.sh [FOLDER]
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
folder=${1:-build/gcc}
checks=0 bad=0
while read -r library; do
	# One of another architecture may have a library of the same name.
	package=$(dpkg -S "/usr/lib/$(gcc -print-multiarch)/$library" "/lib/$(gcc -print-multiarch)/$library" 2>/dev/null |
	    sed -n '1s/:.*//p')
	checks=$((checks + 1))
	case $package in
	libc6 | libgcc-s1 | libstdc++6) continue ;;
	esac
	if [ -z "$package" ] || ! grep -qE "(^| )$package( |$)" docs/install.md; then
		echo "packages: docs/install.md does not install $library (${package:-of no package})" >&2
		bad=$((bad + 1))
	fi
done < <(readelf -dW "$folder"/{site,api,worker,rules,aftercarectl} | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort -u)
[ "$checks" -gt 10 ] || { echo "packages: only $checks libraries were found" >&2; exit 1; }
[ "$bad" -eq 0 ] && echo "$checks libraries, each in a package"
