# house.sh - two houses in a folder of their own, nothing of which is left
# afterwards: ours (PostgreSQL, the webhook's receiver, workers), and theirs
# (RapidPro's simulator with a PostgreSQL of its own, which nobody kills), with a
# line between them.

# shellcheck source=tests/house.sh
. tests/house.sh
worker=${WORKER:-build/fault/worker}
port=0 behind=0

ours() { "$bin/psql" -h "$house/ours" -U postgres -d "${DB:-aftercare}" -v ON_ERROR_STOP=1 -qAtX "$@"; }
theirs() { "$bin/psql" -h "$house/theirs" -U postgres -d aftercare -v ON_ERROR_STOP=1 -qAtX "$@"; }

stop_house() {
	[ -n "$house" ] || return 0
	for name in "${!pids[@]}"; do
		case $name in nginx | sim | line | api) ;; *) stop "$name" ;; esac
	done
	for name in "${!pids[@]}"; do
		stop "$name"
	done
	for whose in ours theirs; do
		as_postgres "$bin/pg_ctl" -D "$house/$whose/pg" -m immediate -w stop >/dev/null 2>&1
	done
	[ -n "${KEEP:-}" ] && echo "kept: $house" || rm -rf "$house"
	house=''
}
trap stop_house EXIT
trap 'exit 130' INT TERM HUP

fault_config() { # NAME WHOSE USER
	write_config "$1" "$house/$2" "$3" "$house/$1.sock" 3 "rapidpro_url = http://127.0.0.1:$port/sim" \
	    'rapidpro_token = 0123456789abcdef0123456789abcdef01234567' \
	    'rapidpro_channel = NurseSMS' 'rapidpro_rate = 1000000' \
	    'webhook_secret = a-secret-of-the-fault-run-only' 'simulator = yes'
}

start_database() { # WHOSE FSYNC
	local folder=$house/$1
	mkdir "$folder"
	[ "$(id -u)" != 0 ] || chown postgres "$folder"
	init_database "$folder"
	as_postgres "$bin/pg_ctl" -D "$folder/pg" -l "$folder/pg/log" -w start -o \
	    "-c listen_addresses='' -c unix_socket_directories=$folder -c fsync=$2 \
	     -c full_page_writes=$2 -c max_connections=60 -c checkpoint_timeout=60s" >/dev/null ||
	    fail "PostgreSQL does not start" "$folder/pg/log"
	migrate "$folder" --with sim
}

start_servers() {
	sed "s|@SIM_SOCKET@|$house/sim.sock|" nginx/sim.conf.in > "$house/sim.locations"
	mkdir "$house/nginx"
	cat > "$house/nginx.conf" <<-END
		daemon off;
		pid $house/nginx/pid;
		error_log stderr crit;
		worker_processes 1;
		$(nginx_user)
		events { worker_connections 2048; }
		http {
			access_log off;
			client_body_temp_path $house/nginx/body;
			fastcgi_temp_path $house/nginx/fastcgi;
			proxy_temp_path $house/nginx/proxy;
			scgi_temp_path $house/nginx/scgi;
			uwsgi_temp_path $house/nginx/uwsgi;
			server {
				listen 127.0.0.1:$behind;
				location = /hooks/rapidpro {
					fastcgi_param REQUEST_METHOD \$request_method;
					fastcgi_param CONTENT_TYPE \$content_type;
					fastcgi_param CONTENT_LENGTH \$content_length;
					fastcgi_param DOCUMENT_URI \$document_uri;
					fastcgi_param REQUEST_ID \$request_id;
					fastcgi_pass unix:$house/api.sock;
				}
				location = /api/sms {
					fastcgi_param REQUEST_METHOD \$request_method;
					fastcgi_param CONTENT_TYPE \$content_type;
					fastcgi_param CONTENT_LENGTH \$content_length;
					fastcgi_param DOCUMENT_URI \$document_uri;
					fastcgi_param REQUEST_ID \$request_id;
					fastcgi_pass unix:$house/api.sock;
				}
				include $house/sim.locations;
			}
		}
	END
	start nginx nginx -p "$house/nginx" -c "$house/nginx.conf"
}

start_house() {
	make_house fault
	port=$(free_port)
	behind=$(free_port)
	start_database ours on # it is killed: what it has said must be so
	start_database theirs off # the referee is not
	fault_config sim theirs aftercare_sim
	fault_config api ours aftercare_api
	fault_config worker ours aftercare_worker
	start sim "$programs/sim" serve "$house/sim.conf"
	start engine "$programs/sim" engine "$house/sim.conf"
	start line "$programs/sim" line "$house/sim.conf" "$behind"
	start api "$programs/api" "$house/api.conf"
	start_servers
	for ((i = 0; i < 100; i++)); do
		curl -sf -o /dev/null "http://127.0.0.1:$port/sim/clock" && return
		pause 100
	done
	fail "the simulator does not answer" "$house/sim.log"
}

switch() { # JSON
	curl -sf -o /dev/null --retry 3 -H 'Content-Type: application/json' --data "$1" \
	    "http://127.0.0.1:$behind/sim/faults" || fail "a switch of the simulator failed"
}
lane_of() { cat "/proc/$1/task/$1/children" 2>/dev/null; } # WORKER
flow_uuid() { theirs -c "SELECT uuid FROM sim.flow WHERE name = 'Aftercare $1'"; }
# Both clocks at once, as the demonstration does it.
move_clocks() { # SECONDS
	ours -c "UPDATE business_clock SET advance = advance + interval '$1 s'"
	theirs -c "UPDATE sim.clock SET advance = advance + interval '$1 s'"
}
# Each falsification of what is known must be found by its kind.
prove_judge() { # FILE
	local what sql before after
	while read -r what sql; do
		before=$(DB=judge ours -c "SELECT count(*) FROM judge.complaints() WHERE what = '$what'")
		after=$(DB=judge ours -c "BEGIN; SET LOCAL session_replication_role = replica; $sql;
		    SELECT count(*) FROM judge.complaints() WHERE what = '$what'; ROLLBACK")
		[ "${after:-0}" -gt "${before:-0}" ] || complain "control: not found as $what: $sql"
	done < "$1"
	echo "info $(wc -l < "$1") falsifications were tried on the judge"
}
