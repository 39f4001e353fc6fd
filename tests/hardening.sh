#!/bin/bash
# What the compiler and the linker were asked for is in the programs: read from
# the files themselves, not from the Makefile.  tests/hardening.sh [FOLDER]
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
folder=${1:-build/gcc}
machine=$(uname -m)
checks=0 bad=0
holds() { # WORDS COMMAND...: it succeeds
	checks=$((checks + 1))
	local words=$1
	shift
	"$@" && return
	echo "hardening: $file: $words" >&2
	bad=$((bad + 1))
}
has() { [[ $1 =~ $2 ]]; }
lacks() { ! [[ $1 =~ $2 ]]; }

program() {
	file=$1
	local segments dynamic names
	segments=$(readelf -lW "$file") dynamic=$(readelf -dW "$file") names=$(readelf --dyn-syms -W "$file")
	holds "not position independent" has "$(readelf -hW "$file")" 'Type: +DYN'
	holds "not a PIE" has "$dynamic" $'FLAGS_1[^\n]*PIE'
	holds "no RELRO" has "$segments" 'GNU_RELRO'
	holds "symbols are bound late" has "$dynamic" 'BIND_NOW'
	holds "the stack may be executed" has "$segments" $'GNU_STACK[^\n]* RW  '
	holds "memory to write and to execute" lacks "$segments" $'LOAD[^\n]* RWE '
	holds "code shares a segment with constants" has "$segments" $'LOAD[^\n]* R   0x'
	holds "text is relocated" lacks "$dynamic" 'TEXTREL'
	holds "looks for libraries elsewhere" lacks "$dynamic" '(RPATH|RUNPATH)'
	holds "no stack protector" has "$names" '__stack_chk_fail'
	holds "nothing fortified" has "$names" '__(v?snprintf|v?fprintf|memcpy)_chk'
	holds "an unbounded call" lacks "$names" $' (gets|strcpy|strcat|sprintf|vsprintf)(@|\n)'
	holds "a wall is missing in it (tests/bare)" lacks "$(readelf -sW "$file")" ' bare_'
}

# Each object of ours, read in one go: one that was compiled without counts for all.
objects() { # NAME...
	local flags note
	while IFS=$'\t' read -r file flags note; do
		# Of test builds alone (app/base/fault.c): no code, nothing to harden.
		if [ "$flags" = - ] && ! nm "$file" | grep ' [Tt] ' > /dev/null; then
			continue
		fi
		for flag in -O2 -fstack-protector-strong -fstack-clash-protection -fPIE \
		    -ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr \
		    -fno-delete-null-pointer-checks; do
			holds "compiled without $flag" has "$flags" "$flag( |$)"
		done
		if [ "$machine" = x86_64 ]; then
			holds "a jump may land anywhere" has "$note" 'IBT, SHSTK'
		fi
	done < <(readelf -nW --debug-dump=info --dwarf-depth=1 "$@" 2>/dev/null | awk '
	    function flush() { if (name != "") print name "\t" flags "\t" note; flags = note = "-" }
	    /^File: / { flush(); name = $2 }
	    /DW_AT_producer/ && flags == "-" { flags = $0 }
	    /IBT, SHSTK/ { note = $0 }
	    END { flush() }')
}

for name in site api worker rules aftercarectl; do
	program "$folder/$name"
done
mapfile -t ours < <(find "$folder/app" "$folder/gen" -name '*.o' | sort)
objects "${ours[@]}"
# The checks can fail: a program made without any of it.
control=$(mktemp -d /tmp/aftercare-hardening.XXXXXX)
trap 'rm -rf "$control"' EXIT
printf 'int bare_control(void);\nint bare_control(void) { char s[64]; return __builtin_sprintf(s, "%%p", (void *)s); }\nint main(void) { return bare_control(); }\n' >"$control/none.c"
gcc -O0 -g -no-pie -fno-pic -fno-stack-protector -U_FORTIFY_SOURCE -z execstack -z norelro -z lazy \
    -z noseparate-code -Wl,-rpath,/nowhere -o "$control/none" "$control/none.c" 2>/dev/null
gcc -O0 -g -c -fno-stack-protector -fcf-protection=none -o "$control/none.o" "$control/none.c" 2>/dev/null
before=$bad
{
	program "$control/none"
	objects "$control/none.o" "$control/none.o"
} 2>"$control/found"
found=$((bad - before)) bad=$before
[ "$found" -ge 20 ] || { echo "hardening: a program without any of it is found $found times" >&2; cat "$control/found"; bad=$((bad + 1)); }
echo "$checks checks, $found of them found the program made without"
[ "$bad" = 0 ]
