#!/bin/bash
# What nginx's files promise: they parse, no answer lacks the headers, nothing
# unfit is passed on, and RapidPro never hears 410 or Retry-After.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d /tmp/aftercare-nginx.XXXXXX)
trap 'rm -rf "$folder"' EXIT
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
sed -e "s|/etc/letsencrypt/[^;]*fullchain.pem|$folder/cert|; s|/etc/letsencrypt/[^;]*privkey.pem|$folder/key|" \
    -e "s|/usr/share/aftercare|$PWD|; s|/var/log/nginx|$folder|" \
    -e 's/\(listen .*\)\b80\b/\128080/; s/\(listen .*\)\b443\b/\128443/' nginx/aftercare.conf >"$folder/server"
printf 'pid %s/pid;\nevents {}\nhttp {\n\tinclude %s/server;\n}\n' "$folder" "$folder" >"$folder/conf"
nginx -t -q -e stderr -p "$folder" -c "$folder/conf" || complain "aftercare.conf does not parse"
[ "$bad" = 0 ] && echo "nginx: ok"
exit "$bad"
