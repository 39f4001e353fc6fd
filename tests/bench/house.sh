# house.sh - PostgreSQL with the settings of a clinic's server, nginx, site and
# api in a folder of their own, and a country's patients in BENCH_DATA or there.
# shellcheck source=tests/house.sh
. tests/house.sh

data='' site_port='' stub_port=''
secret=a-secret-of-the-bench-only

ask() { psql -h "$house" -U postgres -d aftercare -v ON_ERROR_STOP=1 -qAtX -c "$1"; }
ask_file() { psql -h "$house" -U postgres -d aftercare -v ON_ERROR_STOP=1 -qAtX -f "$@"; }

stop_bench() {
	[ -n "$house" ] || return 0
	for name in "${!pids[@]}"; do
		stop "$name"
	done
	as_postgres "$bin/pg_ctl" -D "$data/pg" -m fast -w stop >/dev/null 2>&1
	[ -z "$huge_before" ] || echo "$huge_before" > /proc/sys/vm/nr_hugepages
	[ -n "${KEEP:-}" ] && echo "kept: $house" || rm -rf "$house"
	house=''
}
trap stop_bench EXIT
trap 'exit 130' INT TERM HUP

# What an administrator of a server of this size sets; the rest is as installed.
settings() {
	local memory
	memory=$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)
	cat <<-END
		listen_addresses = ''
		timezone = UTC
		max_connections = 100
		shared_buffers = $((memory / 4))MB
		effective_cache_size = $((memory / 2))MB
		max_wal_size = 4GB
		checkpoint_timeout = 15min
		random_page_cost = 1.1
		logging_collector = on
		log_destination = jsonlog
		log_filename = 'postgres'
		log_rotation_age = 0
		log_rotation_size = 0
		log_file_mode = 0644
		log_error_verbosity = terse
	END
}

# As many huge pages as its shared memory needs, as docs/install.md has it; given back.
huge_before=''
lay_out_pages() {
	local needed
	[ "$(id -u)" = 0 ] && [ "$patients" -ge 100000 ] || return 0
	needed=$(as_postgres "$bin/postgres" -D "$data/pg" -C shared_memory_size_in_huge_pages) || return 0
	huge_before=$(< /proc/sys/vm/nr_hugepages)
	echo $((huge_before + needed)) > /proc/sys/vm/nr_hugepages || huge_before=''
}

start_postgres() { # MORE_OPTIONS
	as_postgres "$bin/pg_ctl" -D "$data/pg" -l "$house/start.log" -w -t 600 start -o \
	    "-c unix_socket_directories=$house -c log_directory=$house/log -c track_commit_timestamp=on $*" >/dev/null ||
	    fail "PostgreSQL does not start" "$house/start.log"
	postmaster=$(head -1 "$data/pg/postmaster.pid")
}
stop_postgres() { as_postgres "$bin/pg_ctl" -D "$data/pg" -m fast -w -t 600 stop >/dev/null; }

# In one session, so that what is put aside is there to be put back.
load_data() {
	local began=$SECONDS loose
	echo "loading $patients patients"
	init_database "$data"
	settings | as_postgres tee -a "$data/pg/postgresql.conf" >/dev/null
	start_postgres -c fsync=off -c full_page_writes=off -c wal_level=minimal \
	    -c max_wal_senders=0 -c autovacuum=off
	migrate "$house"
	psql -h "$house" -U postgres -d aftercare -v ON_ERROR_STOP=1 -qAtX -o "$house/load.log" \
	    -v patients="$patients" -v seed="$seed" -f tests/bench/load_begin.sql \
	    -f tests/bench/data.sql -f tests/bench/load_end.sql || fail "the data could not be loaded"
	if [ -n "${CHECK_DATA:-}" ]; then
		loose=$(ask_file tests/bench/keys.sql)
		[ -z "$loose" ] || fail "$loose"
	fi
	stop_postgres
	as_postgres "$bin/initdb" -D "$data/pg" --sync-only >/dev/null
	echo "$what_it_holds" > "$data/holds"
	echo "loaded in $((SECONDS - began)) s"
}

# The folder of an earlier run is used again if it holds the same.
open_data() {
	local what_it_holds
	what_it_holds="$patients patients, seed $seed, $(sha256sum tests/bench/data.sql | cut -c1-12)"
	data=${BENCH_DATA:-$house/data}
	mkdir -p "$data"
	[ "$(id -u)" != 0 ] || chown postgres "$data"
	if [ ! -e "$data/holds" ]; then
		[ ! -e "$data/pg" ] || fail "$data/pg is no data of this bench"
		load_data
	elif [ "$(cat "$data/holds")" != "$what_it_holds" ]; then
		fail "$data holds $(cat "$data/holds"), wanted is $what_it_holds: remove it or name another"
	fi
	lay_out_pages
	# shellcheck disable=SC2046
	start_postgres $([ -z "${PLANS:-}" ] || echo -c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 \
	    -c auto_explain.log_analyze=on -c auto_explain.log_buffers=on -c auto_explain.log_nested_statements=on)
	migrate "$house"
}

bench_config() { # PROGRAM CHILDREN
	write_config "$1" "$house" "aftercare_$1" "$house/$1.sock" "$2" \
	    'static_folder = static' 'catalogue_folder = build/locale' \
	    "rapidpro_url = http://127.0.0.1:$stub_port" \
	    'rapidpro_token = 0123456789abcdef0123456789abcdef01234567' \
	    'rapidpro_channel = NurseSMS' 'rapidpro_rate = 1000000' "webhook_secret = $secret"
}

start_servers() {
	start_nginx "$house" "$site_port"
	mkdir -p "$house/stub"
	sed -e "s|@PORT@|$stub_port|; s|@FOLDER@|$house/stub|; s|@USER@|$(nginx_user)|" \
	    tests/bench/stub.conf.in > "$house/stub.conf"
	start_stub
	start site "$programs/site" "$house/site.conf"
	start api "$programs/api" "$house/api.conf"
	for ((i = 0; i < 100; i++)); do
		curl -sf -o /dev/null "http://127.0.0.1:$site_port/sign-in" && return
		sleep 0.1
	done
	fail "the site does not answer" "$house/site.log"
}

start_bench() {
	make_house bench
	site_port=$(free_port)
	stub_port=$(free_port)
	open_data
	bench_config site "$children"
	bench_config api 2
	bench_config worker 1
	start_servers
}
