#!/bin/bash
# What every answer carries, whoever makes it: pages, refusals, files, faults of
# nginx itself; of the demonstration and of the real server's file before the
# same programs.   tests/headers.sh BASE DATA   (of a demonstration that runs)
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
base=$1 data=$2
folder=$(mktemp -d /tmp/aftercare-headers.XXXXXX)
server=''
finish() {
	[ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null
	rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM
checks=0 bad=0 tls=''
complain() {
	echo "headers: $*" | sed 's/\(.\{120\}\).*\(: .*\)/\1\2/' >&2
	bad=$((bad + 1))
}
always=("content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	'x-content-type-options: nosniff' 'x-frame-options: DENY' 'referrer-policy: same-origin'
	'cross-origin-opener-policy: same-origin' 'cross-origin-resource-policy: same-origin'
	'permissions-policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()')
request() { # PATH [CURL-OPTION...]: says the code
	local path=$1
	shift
	curl -sS -m 20 -k -o /dev/null -D "$folder/head" -w '%{http_code}' ${tls:+--resolve "$tls"} "$@" "$base$path" 2>"$folder/error"
}
carries() { # WORDS: the last answer has each header once
	local lines
	tr -d '\r' <"$folder/head" | sed 's/^[^:]*:/\L&/' >"$folder/lines"
	for line in "${always[@]}"; do
		checks=$((checks + 1))
		lines=$(grep -c "^${line%%:*}:" "$folder/lines")
		grep -qxF -- "$line" "$folder/lines" && [ "$lines" = 1 ] || complain "$1: $lines times ${line%%:*}"
	done
	checks=$((checks + 2))
	grep -q '^server: .*[0-9]' "$folder/lines" && complain "$1: says which nginx"
	[ "$(grep -c '^cache-control:' "$folder/lines")" -le 1 ] || complain "$1: two Cache-Control"
}
ask() { # CODE PATH [CURL-OPTION...]
	local code=$1 got
	shift
	got=$(request "$@") || complain "$*: $(cat "$folder/error")"
	[ "$got" = "$code" ] || complain "$*: $got instead of $code"
	carries "$*"
}
says() { # HEADER-LINE: the last answer has it
	checks=$((checks + 1))
	grep -qix -- "$1" "$folder/lines" || complain "$path_asked has no $1"
}
sign_in() {
	local code
	path_asked=/sign-in
	code=$(request /sign-in -c "$folder/jar" --data-urlencode username=tendai \
	    --data-urlencode 'password=quiet morning clinic')
	[ "$code" = 303 ] || complain "/sign-in: $code, nobody is signed in"
	carries "/sign-in with a password"
}
big() { head -c 300000 /dev/zero; }

each_route() {
	local get post
	while read -r method path; do
		path_asked=${path/:id/1}
		get=303 post=401
		case $path in /help | /health/site) get=200 ;; /sign-in) get=200 post=200 ;; esac
		if [ "$method" = GET ]; then
			ask $get "$path_asked"
			says 'cache-control: no-store'
		elif [ "$path" != /sign-in ]; then
			ask $post "$path_asked" -d x=1
			ask 403 "$path_asked" -d x=1 -b "$folder/jar"
		fi
	done < <(sed -n 's/^\t{ \(GET\|POST\),\t"\([^"]*\)".*/\1 \2/p' app/site/routes.c)
}
everything() {
	sign_in
	each_route
	for path_asked in / /tasks /messages /patients /account; do
		get=200
		[ $path_asked = / ] && get=303
		ask $get $path_asked -b "$folder/jar"
		says 'cache-control: no-store'
	done
	for path_asked in /no-such-page /tasks/987654321 /patients/x; do
		ask 404 $path_asked -b "$folder/jar"
	done
	ask 404 /down.html
	ask 404 /late.html
	ask 405 /tasks -X PUT
	ask 405 /tasks -X NONSENSE
	ask 413 /sign-in --data-binary @<(big)
	ask 414 "/$(printf 'x%.0s' {1..9000})" --http1.1
	ask 204 /favicon.ico
	path_asked=$(curl -sS -k ${tls:+--resolve "$tls"} "$base/sign-in" | grep -oE '/s/[0-9a-f]+/app\.css' | head -1)
	ask 200 "$path_asked"
	says 'cache-control: public, max-age=31536000, immutable'
	ask 404 "${path_asked%app.css}none.css"
	ask 401 /hooks/rapidpro -d '{}'
	ask 405 /hooks/rapidpro
	ask 413 /hooks/rapidpro --data-binary @<(big)
	for path_asked in /health/live /health/ready /health/site /metrics; do
		ask 200 $path_asked
	done
	ask 404 /health/none
}

everything
sign_in
says 'set-cookie: session=[A-Za-z0-9_-]*; Path=/; HttpOnly; SameSite=Lax'

# The real server's file, before the same programs.
# shellcheck source=tests/free_port.sh
. "$(dirname "$0")/free_port.sh"
port=$(free_port) plain=$(free_port)
sockets=$(sed -n 's|^listen = \(.*\)/site.sock|\1|p' "$data/site.conf")
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=aftercare.example.org \
    -keyout "$folder/key" -out "$folder/cert" 2>/dev/null
sed -e "s|/etc/letsencrypt/[^;]*fullchain.pem|$folder/cert|; s|/etc/letsencrypt/[^;]*privkey.pem|$folder/key|" \
    -e "s|/usr/share/aftercare|$PWD|; s|/var/log/nginx|$folder|; s|/run/aftercare/maintenance|$folder/maintenance|" \
    -e "s|unix:/run/aftercare|unix:$sockets|; /listen \[::\]/d" \
    -e "s/\(listen .*\)\b80\b/\1127.0.0.1:$plain/; s/\(listen .*\)\b443\b/\1127.0.0.1:$port/" nginx/aftercare.conf >"$folder/server"
[ "$(id -u)" = 0 ] && echo 'user root;' >"$folder/conf"
printf 'daemon off;\npid %s/pid;\nerror_log stderr crit;\nevents {}\nhttp {\n' "$folder" >>"$folder/conf"
for kind in client_body fastcgi proxy scgi uwsgi; do
	printf '\t%s_temp_path %s/%s;\n' $kind "$folder" $kind >>"$folder/conf"
done
printf '\tinclude %s/server;\n}\n' "$folder" >>"$folder/conf"
nginx -e stderr -p "$folder" -c "$folder/conf" &
server=$!
base=https://aftercare.example.org:$port tls=aftercare.example.org:$port:127.0.0.1
always+=('strict-transport-security: max-age=31536000; includeSubDomains')
for _ in $(seq 100); do
	curl -sS -k --resolve "$tls" -o /dev/null "$base/help" 2>/dev/null && break
	sleep 0.1
done
everything
sign_in
says 'set-cookie: __Host-session=[A-Za-z0-9_-]*; Path=/; HttpOnly; SameSite=Lax; Secure'
checks=$((checks + 3))
curl -sS -k -o /dev/null "https://127.0.0.1:$port/" 2>/dev/null && complain "answers to another name"
curl -sS -o /dev/null -D - "http://127.0.0.1:$plain/patients?q=x" | grep -q '^Location: https://' || complain "no way from http to https"
cat "$folder"/*.log | grep -q '?' && complain "a query string is in a log"
# One try every three seconds is let through, however slow this machine is.
for _ in $(seq 200); do
	code=$(request /sign-in)
	[ "$code" = 429 ] && break
done
[ "$code" = 429 ] && carries "/sign-in, too often" || complain "/sign-in has no limit: $code"
touch "$folder/maintenance"
path_asked=/tasks
ask 503 /tasks
says 'retry-after: 60'
ask 503 /imports/new
ask 503 /hooks/rapidpro -d '{}'
grep -q '^retry-after' "$folder/lines" && complain "a webhook is told to wait"
ask 200 /health/live
echo "$checks checks of headers"
[ "$bad" = 0 ]
