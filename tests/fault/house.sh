# house.sh - PostgreSQL, nginx, the simulator, the webhook's receiver and two
# workers in a folder of their own; nothing of it is left afterwards.

bin=/usr/lib/postgresql/15/bin
programs=${PROGRAMS:-build/gcc}
house='' port=0
declare -A pids=()

as_postgres() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid postgres --regid postgres --clear-groups "$@"
	else
		"$@"
	fi
}
ask() { psql -h "$house" -U postgres -d aftercare -v ON_ERROR_STOP=1 -qAtX -c "$1"; }
ask_file() { psql -h "$house" -U postgres -d aftercare -v ON_ERROR_STOP=1 -qAtX -f "$@"; }
pause() { sleep "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))"; }
fail() {
	echo "$1" >&2
	[ -z "${2:-}" ] || tail -20 "$2" >&2
	exit 1
}

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

stop() { # NAME [SIGNAL]
	[ -n "${pids[$1]:-}" ] || return 0
	kill "-${2:-TERM}" "${pids[$1]}" 2>/dev/null
	wait "${pids[$1]}" 2>/dev/null
	unset "pids[$1]"
}

stop_house() {
	[ -n "$house" ] || return 0
	for name in worker0 worker1 api sim engine nginx; do
		stop $name
	done
	as_postgres "$bin/pg_ctl" -D "$house/pg" -m immediate -w stop >/dev/null 2>&1
	[ -n "${KEEP:-}" ] && echo "kept: $house" || rm -rf "$house"
	house=''
}
trap stop_house EXIT
trap 'exit 130' INT TERM HUP

write_config() { # FILE USER SOCKET
	cat > "$house/$1" <<-END
		database = host=$house dbname=aftercare user=$2
		listen = $house/$3
		children = 3
		workflow_folder = ${4:-workflows/vmmc}
		rapidpro_url = http://127.0.0.1:$port/sim
		rapidpro_token = 0123456789abcdef0123456789abcdef01234567
		rapidpro_channel = NurseSMS
		rapidpro_rate = 1000000
		webhook_secret = a-secret-of-the-fault-run-only
		simulator = yes
	END
}

start_database() {
	as_postgres "$bin/initdb" -D "$house/pg" -U postgres -A trust -E UTF8 \
	    --locale=C.UTF-8 --no-sync > "$house/initdb.log" 2>&1 ||
	    fail "initdb failed" "$house/initdb.log"
	as_postgres "$bin/pg_ctl" -D "$house/pg" -l "$house/pg/log" -w start -o \
	    "-c listen_addresses='' -c unix_socket_directories=$house -c fsync=off \
	     -c full_page_writes=off -c max_connections=60" >/dev/null ||
	    fail "PostgreSQL does not start" "$house/pg/log"
	createdb -h "$house" -U postgres aftercare
	"$programs/aftercarectl" migrate --with sim \
	    --database "host=$house user=postgres dbname=aftercare" \
	    > "$house/migrate.log" 2>&1 || fail "migration failed" "$house/migrate.log"
	ask_file tests/fault/watch.sql
}

start_nginx() {
	local user=''
	[ "$(id -u)" != 0 ] || user='user root;'
	sed "s|@SIM_SOCKET@|$house/sim.sock|" nginx/sim.conf.in > "$house/sim.conf"
	mkdir "$house/nginx"
	cat > "$house/nginx.conf" <<-END
		daemon off;
		pid $house/nginx/pid;
		error_log stderr crit;
		worker_processes 1;
		$user
		events { worker_connections 512; }
		http {
			access_log off;
			client_body_temp_path $house/nginx/body;
			fastcgi_temp_path $house/nginx/fastcgi;
			proxy_temp_path $house/nginx/proxy;
			scgi_temp_path $house/nginx/scgi;
			uwsgi_temp_path $house/nginx/uwsgi;
			server {
				listen 127.0.0.1:$port;
				location = /hooks/rapidpro {
					fastcgi_param REQUEST_METHOD \$request_method;
					fastcgi_param CONTENT_TYPE \$content_type;
					fastcgi_param CONTENT_LENGTH \$content_length;
					fastcgi_param DOCUMENT_URI \$document_uri;
					fastcgi_param REQUEST_ID \$request_id;
					fastcgi_pass unix:$house/api.sock;
				}
				include $house/sim.conf;
			}
		}
	END
	start nginx nginx -p "$house/nginx" -c "$house/nginx.conf"
}

start_house() {
	house=$(mktemp -d /tmp/aftercare-fault.XXXXXX)
	chmod 711 "$house"
	[ "$(id -u)" != 0 ] || chown postgres "$house"
	port=$(free_port)
	start_database
	write_config sim.conf.txt aftercare_sim sim.sock
	write_config api.conf.txt aftercare_api api.sock
	write_config worker.conf.txt aftercare_worker worker.sock workflows/vmmc
	start sim "$programs/sim" serve "$house/sim.conf.txt"
	start engine "$programs/sim" engine "$house/sim.conf.txt"
	start api "$programs/api" "$house/api.conf.txt"
	start_nginx
	for ((i = 0; i < 100; i++)); do
		curl -sf -o /dev/null "http://127.0.0.1:$port/sim/clock" && return
		sleep 0.1
	done
	fail "the simulator does not answer" "$house/sim.log"
}

switch() { # JSON
	curl -sf -o /dev/null -H 'Content-Type: application/json' --data "$1" \
	    "http://127.0.0.1:$port/sim/faults" || fail "a switch of the simulator failed"
}
set_faults() { switch "@$1"; }
no_faults() { switch '{"clear": true}'; }
without_send_flow() {
	switch "{\"archive\": \"$(ask "SELECT uuid FROM sim.flow WHERE name = 'Aftercare guarded send'")\"}"
}
# Both clocks at once, as the demonstration does it.
move_clocks() { # SECONDS
	ask "BEGIN; UPDATE business_clock SET advance = advance + interval '$1 s';
	    UPDATE sim.clock SET advance = advance + interval '$1 s'; COMMIT"
}

start_worker() { start "worker$1" "$programs/worker" "$house/worker.conf.txt"; }
worker_id() {
	grep -o 'worker=[0-9a-f-]* starts' "$house/worker$1.log" | tail -1 | cut -d= -f2 | cut -d' ' -f1
}
# At any moment; with "busy", at one when it holds something.  What it held is
# noted, to see when somebody else has taken it over.
kill_worker() { # N [busy]
	local id
	id=$(worker_id "$1")
	if [ "${2:-}" = busy ]; then
		for ((t = 0; t < 30; t++)); do
			kill -STOP "${pids[worker$1]}"
			[ "$(ask "SELECT fault.holds('$id')")" = f ] || break
			kill -CONT "${pids[worker$1]}"
			pause $((RANDOM % 40))
		done
	fi
	stop "worker$1" KILL
	[ -z "$id" ] || ask "SELECT fault.note_kill('$id')" >/dev/null
}

# People answer: those who were asked with a 0, others in words.
answer_phones() { # HOW_MANY
	local urn text
	sleep 3
	while IFS='|' read -r urn text; do
		curl -s -o /dev/null --data-urlencode "urn=$urn" --data-urlencode "text=$text" \
		    "http://127.0.0.1:$port/sim/phones/reply"
		sleep 0.15
	done < <(ask "SELECT urn, text FROM fault.answer ORDER BY n LIMIT $1")
}
