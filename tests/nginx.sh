#!/bin/bash
# What nginx's files promise: they parse, no answer lacks the headers, nothing
# unfit is passed on, and RapidPro never hears 410 or Retry-After.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/house.sh
house=$(mktemp -d /tmp/aftercare-nginx.XXXXXX)
folder=$house
finish() {
	for name in "${!pids[@]}"; do stop "$name" || true; done
	rm -rf "$house"
}
trap finish EXIT
trap 'exit 130' INT TERM
bad=0
complain() {
	echo "nginx: $*" >&2
	bad=1
}

# Comments away, then one line per block "location ... { ... }".
blocks() {
	sed 's/#.*//' "$1" | tr '\n\t' '  ' | grep -oE 'location [^{]*("[^"]*")?[^{]*\{([^{}]|\{[^{}]*\})*\}' || true
}
grep -q '^fastcgi_keep_conn on;' nginx/fastcgi.conf ||
	complain "an answer that breaks off would look like a whole one (fastcgi_keep_conn)"
for file in nginx/*.conf nginx/*.conf.in; do
	text=$(sed 's/#.*//' "$file")
	if grep -qE 'fastcgi_param[^;]*\$(request_time|msec|tcpinfo_|upstream_|bytes_|body_bytes|connection_)' <<<"$text"; then
		complain "$file passes on a variable that changes while the request lasts"
	fi
	grep -qE '(return|=)[[:space:]]*410' <<<"$text" && complain "$file can answer 410"
	# Requests on a kept connection fail when the program behind it is restarted.
	grep -qE '(^|[;{[:space:]])keepalive[[:space:]]' <<<"$text" && complain "$file keeps connections"
	grep -qE '^[[:space:]]*(access_log|log_format).*\$(request|request_uri|args|query_string|http_referer)\b' <<<"$text" &&
		complain "$file logs query strings"
	for log in access_log error_log; do
		[ "$(grep -cE '^[[:space:]]*server \{' <<<"$text")" -le "$(grep -cE "^[[:space:]]*$log " <<<"$text")" ] ||
			[ "$file" = nginx/demo.conf.in ] || complain "$file: a server has another $log than ours"
	done
	[ "$file" = nginx/sim.conf.in ] && continue # sends nobody's data
	while read -r block; do
		if grep -q add_header <<<"$block" && ! grep -q headers.conf <<<"$block"; then
			complain "$file: ${block%%\{*} adds a header and loses the others"
		fi
		if grep -q fastcgi_pass <<<"$block" && ! grep -q 'nginx/fastcgi.conf' <<<"$block"; then
			complain "$file: ${block%%\{*} does without what all pages share"
		fi
		if grep -qE '^location[^{]*(hooks|machines)' <<<"$block" && grep -q Retry-After <<<"$block"; then
			complain "$file: ${block%%\{*} asks RapidPro to wait"
		fi
	done < <(blocks "$file")
done
grep -q 'fastcgi_param HTTP_PROXY ""' nginx/fastcgi.conf || complain "HTTP_PROXY is not blanked"
grep -q 'fastcgi_ignore_headers.*X-Accel-Redirect' nginx/fastcgi.conf ||
	complain "the programs can make nginx send a file"

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test \
    -keyout "$folder/key" -out "$folder/cert" 2>/dev/null
# Both, with a second for what is half a minute, and two for what is two and a half.
root=$folder/root tls=$(free_port) plain=$(free_port) port=$(free_port)
mkdir -p "$root" "$folder"/{log,nginx}
cp -r nginx static "$root"
sed -i 's/\(fastcgi_read_timeout\) 30s/\1 1s/; s/\(fastcgi_read_timeout\) 150s/\1 2s/' "$root"/nginx/*
sed -e "s|/etc/letsencrypt/[^;]*fullchain.pem|$folder/cert|; s|/etc/letsencrypt/[^;]*privkey.pem|$folder/key|" \
    -e "s|/usr/share/aftercare|$root|; s|/var/log/nginx|$folder|; s|unix:/run/aftercare|unix:$folder|; /listen \[::\]/d" \
    -e "s/\(listen .*\)\b80\b/\1127.0.0.1:$plain/; s/\(listen .*\)\b443\b/\1127.0.0.1:$tls/" "$root/nginx/aftercare.conf" >"$folder/server"
user=$(nginx_user)
{
	printf '%s\ndaemon off;\npid %s/pid;\nevents {}\nhttp {\n' "$user" "$folder"
	for kind in client_body fastcgi proxy scgi uwsgi; do
		printf '\t%s_temp_path %s/%s;\n' $kind "$folder" $kind
	done
	printf '\tinclude %s/server;\n}\n' "$folder"
} >"$folder/real.conf"
sed -e "s|@DATA@|$folder|; s|@ROOT@|$root|; s|@RUN@|$folder|; s|@PORT@|$port|; s|@USER@|$user|; s|@SIM@||" \
    "$root/nginx/demo.conf.in" >"$folder/demo.conf"
for name in real demo; do
	nginx -t -q -e stderr -p "$folder" -c "$folder/$name.conf" || complain "the configuration does not parse: $name"
done

# Programs that are not there, and one that takes a request and never answers: who
# asks is told what to do, and no log what he asked.
asked() { # SECONDS WORDS CURL-OPTION...: the page says WORDS, after SECONDS or a little more
	local seconds=$1 words=$2 took
	shift 2
	took=$(curl -sk -m 20 -o "$folder/page" -w '%{http_code} %{time_total}' "$@") || true
	[[ $took = "503 $seconds".* ]] && grep -q "$words" "$folder/page" || complain "$*: $took instead of 503 $seconds"
}
for name in real demo; do
	start $name nginx -e stderr -p "$folder" -c "$folder/$name.conf"
done
for place in $tls $port; do
	for ((i = 0; i < 100; i++)); do
		(exec 3<>"/dev/tcp/127.0.0.1/$place") 2>/dev/null && break
		pause 50
	done
done
known=(--resolve "aftercare.example.org:$tls:127.0.0.1")
for base in "https://aftercare.example.org:$tls" "http://127.0.0.1:$port"; do
	asked 0 "not available for a moment" "${known[@]}" "$base/patients?q=Zinzombe"
	asked 0 "nobody is registered twice" "${known[@]}" "$base/imports/7?q=Zinzombe"
	asked 0 '"error"' "${known[@]}" "$base/health/site?q=Zinzombe"
	asked 0 '"error"' "${known[@]}" "$base/hooks/rapidpro?q=Zinzombe" -d '{}'
done
start silent perl -MIO::Socket::UNIX -e 'my $s = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 9) or die; sleep' "$folder/site.sock"
for ((i = 0; i < 100; i++)); do
	[ -S "$folder/site.sock" ] && break
	pause 50
done
for base in "https://aftercare.example.org:$tls" "http://127.0.0.1:$port"; do
	asked 1 "not available for a moment" "${known[@]}" "$base/patients?q=Zinzombe"
	asked 2 "nobody is registered twice" "${known[@]}" "$base/imports/7" -d lines=2
done
# A program that answers with ten megabytes, to somebody who takes a few at a time:
# what does not fit into memory waits in the program, and nothing is on the disk.
rm -f "$folder/api.sock"
start large perl -MIO::Socket::UNIX -e 'my $s = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 9) or die;
	$SIG{PIPE} = "IGNORE";
	while (my $c = $s->accept) {
		sysread $c, my $request, 65536;
		syswrite $c, pack("C2n2Cx", 1, 6, 1, 24, 0) . "Content-Type: text/csv\r\n";
		syswrite $c, pack("C2n2Cx", 1, 6, 1, 2, 0) . "\r\n";
		for (1 .. 320) { syswrite($c, pack("C2n2Cx", 1, 6, 1, 32000, 0) . "x" x 32000) or last }
	}' "$folder/api.sock"
for ((i = 0; i < 100; i++)); do
	[ -S "$folder/api.sock" ] && break
	pause 50
done
for base in "https://aftercare.example.org:$tls" "http://127.0.0.1:$port"; do
	start slow curl -sk -m 10 --limit-rate 200k "${known[@]}" -o "$folder/large" "$base/metrics"
	pause 1500
	[ "$(stat -c %s "$folder/large")" -gt 100000 ] || complain "$base/metrics does not come"
	for name in real demo; do
		for nginx in "${pids[$name]}" $(cat "/proc/${pids[$name]}/task/${pids[$name]}/children"); do
			ls -l "/proc/$nginx/fd" 2>/dev/null | grep -E "$folder/[^ ]*(fastcgi|client_body|body)/" &&
				complain "$base writes an answer to the disk"
		done
	done
	stop slow || true
	rm -f "$folder/large"
done
for name in real demo; do stop $name || true; done
[ "$(cat "$folder"/*access.log "$folder"/log/*access.log | wc -l)" = 14 ] || complain "not every request is in a log"
grep -l Zinzombe "$folder"/*.log "$folder"/log/* && complain "a log quotes what was asked"
[ "$bad" = 0 ] && echo "nginx: ok"
exit "$bad"
