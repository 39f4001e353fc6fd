# house.sh - what every house of the tests is built with: PostgreSQL not as root,
# ports that are free, and programs that are ended by their number.

bin=/usr/lib/postgresql/15/bin
programs=${PROGRAMS:-build/gcc}
house=''
declare -A pids=()

as_postgres() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid postgres --regid postgres --clear-groups "$@"
	else
		"$@"
	fi
}
fail() {
	echo "$1" >&2
	[ -z "${2:-}" ] || tail -20 "$2" >&2
	exit 1
}
pause() { sleep "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))"; } # MILLISECONDS

free_port() {
	local candidate
	for ((i = 0; i < 50; i++)); do
		candidate=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
		(exec 3<> "/dev/tcp/127.0.0.1/$candidate") 2>/dev/null || {
			echo $candidate
			return
		}
	done
	fail "no free port"
}

start() { # NAME COMMAND...
	local name=$1
	shift
	"$@" >> "$house/$name.log" 2>&1 &
	pids[$name]=$!
}

stop() { # NAME
	[ -n "${pids[$1]:-}" ] || return 0
	kill "${pids[$1]}" 2>/dev/null
	wait "${pids[$1]}" 2>/dev/null
	unset "pids[$1]"
}
