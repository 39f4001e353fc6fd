# house.sh - PostgreSQL, nginx as the demonstration has it, site and api, in a
# folder of their own; nothing of it is left afterwards.  The two programs run as
# copies, so that they can be replaced, each below a holder of its socket.

# shellcheck source=tests/house.sh
. tests/house.sh
children=${CHILDREN:-4}
secret=a-secret-of-the-restart-run-only
port=0 log_of=''

ask() { psql -h "$house" -U postgres -d aftercare -v ON_ERROR_STOP=1 -qAtX "$@"; }

stop_house() {
	[ -n "$house" ] || return 0
	for name in load nginx site api; do
		stop $name
	done
	as_postgres "$bin/pg_ctl" -D "$house/pg" -m immediate -w stop >/dev/null 2>&1
	[ -n "${KEEP:-}" ] && echo "kept: $house" || rm -rf "$house"
	house=''
}
trap stop_house EXIT
trap 'exit 130' INT TERM HUP

start_database() {
	init_database "$house"
	as_postgres "$bin/pg_ctl" -D "$house/pg" -l "$house/pg/log" -w start -o \
	    "-c listen_addresses='' -c unix_socket_directories=$house -c fsync=off \
	     -c full_page_writes=off -c max_connections=60 -c max_wal_size=4GB" >/dev/null ||
	    fail "PostgreSQL does not start" "$house/pg/log"
	migrate "$house"
	ask -f tests/restart/data.sql || fail "the data cannot be loaded"
	ask -c 'VACUUM ANALYZE'
}

# As a deploy does it: the file is another one, the running program keeps the old.
deploy() {
	for name in site api; do
		install "$programs/$name" "$house/bin/$name.new"
		mv "$house/bin/$name.new" "$house/bin/$name"
	done
}

start_house() {
	make_house restart
	port=$(free_port)
	mkdir "$house/bin" "$house/run"
	cp -r static "$house/static"
	deploy
	start_database
	for name in site api; do
		write_config $name "$house" aftercare_$name "$house/run/$name.sock" "$children" \
		    "static_folder = $house/static" "webhook_secret = $secret"
		start $name "$programs/hand_over" "$house/run/$name.sock" "$house/bin/$name" "$house/$name.conf"
	done
	start_nginx "$house/run" "$port"
	for ((i = 0; i < 200; i++)); do
		curl -sf -o /dev/null "http://127.0.0.1:$port/sign-in" &&
		    curl -sf -o /dev/null "http://127.0.0.1:$port/health/live" && return
		sleep 0.1
	done
	fail "the pages do not answer" "$house/site.log"
}

# One line for each who asks: his session, and his own threads and tasks.
people() {
	local token hash csrf from # a token has 43 letters
	for n in 1 2 3 4 5 6 7 8; do
		token=$(printf "%043d" $((n * 1000000 + seed))) csrf=csrf-of-$n
		hash=$(printf %s "$token" | b2sum -l 256 | cut -d' ' -f1)
		ask -c "SELECT session_open($n, '$hash', '$csrf', business_now(), '12 h', '127.0.0.1', 'restart')" \
		    > /dev/null || fail "no session for $n"
		from=$(((n - 1) * 350))
		if [ "$n" -le 6 ]; then
			echo "person nurse cookie=session=$token csrf=$csrf origin=http://127.0.0.1:$port" \
			    "thread=$(seq -s'|' $((from + 1)) $((from + 300)))" \
			    "sheet=$(seq -s'|' $((from + 301)) $((from + 350)))" \
			    "task=$(seq -s'|' $((40 * n + 21)) $((40 * n + 60)))"
		else
			from=$(((n - 7) * 30))
			echo "person supervisor cookie=session=$token csrf=$csrf origin=http://127.0.0.1:$port" \
			    "case=$(seq -s'|' $((from + 1)) $((from + 30)))"
		fi
	done
	echo "person machine secret=$secret"
}
