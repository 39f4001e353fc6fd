# house.sh - what every house of the tests is built with: PostgreSQL not as root,
# ports that are free, configurations, nginx, and programs that are ended by their
# number.

# shellcheck source=tests/free_port.sh
. tests/free_port.sh

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

make_house() { # NAME
	house=$(mktemp -d "/tmp/aftercare-$1.XXXXXX")
	chmod 711 "$house"
	[ "$(id -u)" != 0 ] || chown postgres "$house"
}

init_database() { # FOLDER: a cluster in its pg
	as_postgres "$bin/initdb" -D "$1/pg" -U postgres -A trust -E UTF8 \
	    --locale=C.UTF-8 --no-sync > "$house/initdb.log" 2>&1 ||
	    fail "initdb failed" "$house/initdb.log"
}

migrate() { # FOLDER-OF-THE-SOCKET [OPTION...]
	local folder=$1
	shift
	"$bin/createdb" -h "$folder" -U postgres aftercare 2>/dev/null
	"$programs/aftercarectl" migrate "$@" --database "host=$folder user=postgres dbname=aftercare" \
	    > "$house/migrate.log" 2>&1 || fail "migration failed" "$house/migrate.log"
}

# The lines that every configuration has, and more of them.
write_config() { # NAME HOST USER SOCKET CHILDREN LINE...
	cat > "$house/$1.conf" <<-END
		database = host=$2 dbname=aftercare user=$3
		listen = $4
		children = $5
		workflow_folder = workflows/vmmc
	END
	printf '%s\n' "${@:6}" >> "$house/$1.conf"
}

nginx_user() { [ "$(id -u)" != 0 ] || echo 'user root;'; }

# The demonstration's, which shares limits and habits with the real one.
start_nginx() { # FOLDER-OF-THE-SOCKETS PORT
	mkdir -p "$house/nginx" "$house/log"
	sed -e "s|@ROOT@|$PWD|g; s|@DATA@|$house|g; s|@RUN@|$1|g; s|@PORT@|$2|g" \
	    -e "s|@USER@|$(nginx_user)|; s|@SIM@||" nginx/demo.conf.in > "$house/nginx.conf"
	start nginx nginx -p "$house/nginx" -e stderr -c "$house/nginx.conf"
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
