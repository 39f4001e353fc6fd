#!/bin/bash
# A client whose name, number and words stand nowhere else: everything is done
# with him that can be done, much of it goes wrong, programs fall in the midst;
# then he is looked for wherever nothing of him may be.
#   tests/canary.sh BASE DATA   of a demonstration that runs (tests/e2e/loop.sh)
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
base=$1 data=$2
kept=$(mktemp -d /tmp/aftercare-canary.XXXXXX)
trap 'rm -rf "$kept"' EXIT
trap 'exit 130' INT TERM
mkdir "$kept/answers"

given=Zvqkwxo family=Plovrenska e164=+263773119977
said='heronquill burns' written='egretquill, wash it' noted='bitternquill lane' typed='dunlinquill'
password='stintquill in the reeds'
fail() {
	echo "canary: $*" >&2
	exit 1
}

# Asking, as somebody with a jar of his own; what comes back is in $kept/page.
jar=$kept/jar token=''
get() { curl -sS -m 20 -b "$jar" -c "$jar" -o "$kept/page" -w '%{http_code}' "$base$1" || true; }
value() { sed -n "s/.*name=\"$1\"[^>]* value=\"\([^\"]*\)\".*/\1/p" "$kept/page" | head -1; }
post() { # PATH FIELD=VALUE...
	local path=$1 field fields=()
	shift
	for field; do
		fields+=(--data-urlencode "$field")
	done
	curl -sS -m 20 -b "$jar" -c "$jar" -o "$kept/page" -D "$kept/head" -w '%{http_code}' \
	    --data-urlencode "_csrf=$token" "${fields[@]}" "$base$path" || true
}
went_to() { sed -n 's/^[Ll]ocation: \([^\r]*\).*/\1/p' "$kept/head"; }
sign_in() { # USER [PASSWORD]
	rm -f "$jar"
	get /sign-in >/dev/null
	[ "$(post /sign-in "username=$1" "password=${2:-$password}")" = 303 ] || fail "$1 cannot sign in"
	get /account >/dev/null
	token=$(value _csrf)
	[ -n "$token" ] || fail "no token for $1"
}
until_shown() { # PATH WORDS
	for ((i = 0; i < 200; i++)); do
		get "$1" >/dev/null
		grep -qF -- "$2" "$kept/page" && return
		sleep 0.1
	done
	fail "$1 does not show: $2"
}
until_well() {
	for ((i = 0; i < 400; i++)); do
		curl -fsS --fail-early -o /dev/null "$base/health/ready" -o /dev/null "$base/help" 2>/dev/null && return
		sleep 0.1
	done
	fail "it does not recover: $(curl -sS "$base/health/ready")"
}
faults() { curl -sS -m 20 -o /dev/null -H 'Content-Type: application/json' -d "$1" "$base/sim/faults"; }
ours() { pgrep -f -- "$data/" | grep -vx "$$"; }

# The work of a nurse with him, who has a password of her own.
"${AFTERCARECTL:-build/gcc/aftercarectl}" user add canary --name "Sr Canary Bird" --role nurse \
    --places "Msasa Road Clinic" --config "$data/ctl.conf" <<<"$password" >/dev/null || fail "no nurse"
sign_in canary
secrets=("$token" "$(awk '/session/ { print $7 }' "$jar")")
get /patients/new >/dev/null
code=$(post /patients/new "given_name=$given" "family_name=$family" "number=$(value number)" \
    "birth_known=age" "age=31" "sex=male" "language=en" "phone=0773 119 977" "phone_owner=own" \
    "anchor_date=$(value anchor_date)" "method=surgical" "consent=1" "lives_in=$noted" "note=$noted" \
    "place_id=$(value place_id)" "once=$(value once)")
[ "$code" = 303 ] || fail "he is not registered: $code"
patient=$(went_to | grep -oE '[0-9]+' | head -1)
get "/patients/$patient" >/dev/null
thread=$(grep -oE '/messages/[0-9]+' "$kept/page" | head -1 | grep -oE '[0-9]+')
[ -n "$thread" ] || fail "he has no thread"
post /sim/phones "number=$e164" >/dev/null
code=$(post /sim/phones/reply "urn=tel:$e164" "text=$said")
[ "$code" = 303 ] || fail "he cannot answer: $code"
until_shown "/messages/$thread" "$said"
post "/messages/$thread/reply" "body=$written" last_seen=999999 >/dev/null
post "/messages/$thread/escalate" "body=$written" >/dev/null
post "/escalations/raise" "thread_id=$thread" severity=severe "note=$noted" >/dev/null
for query in "$given" "$family+$given" 773119977 "0773+119+977" "%2B263+77+311+9977"; do
	get "/patients?q=$query" >/dev/null
	get "/messages?q=$query" >/dev/null
	get "/patients/new/phone?phone=$query" >/dev/null
	get "/sign-in?to=/patients%3Fq=$query" >/dev/null
	get "/no-such-page?q=$query" >/dev/null
	get "/patients/$given" >/dev/null
done

# Everything that can be sent, with him in every field, and what cannot be read.
uuid=$given-$given-$given-$given-1234
fields=()
for name in given_name family_name number birth_date age phone phone2 anchor_date method language body note \
    reason outcome severity patient patient_id thread_id message until to add name username role place zone \
    opens emergency_phone day holiday who given how tells version last_seen id old new password session q; do
	fields+=("$name=$typed $given $family 0773119977")
done
while read -r path; do
	id=1
	case $path in
	/sign-out) continue ;;
	/patients/*) id=$patient ;;
	/messages/*) id=$thread ;;
	esac
	post "${path/:id/$id}" "${fields[@]}" "once=$uuid" >/dev/null
	post "${path/:id/$id}" "${fields[@]}" "_csrf=$typed" >/dev/null
	get "${path/:id/$id}?q=$given" >/dev/null
done < <(sed -n 's/^\t{ POST,\t"\([^"]*\)".*/\1/p' app/site/routes.c)
post "/patients/$patient/edit" "given_name=$given"$'\xff\xfe' >/dev/null
post "/messages/$thread/draft" "body=$(printf 'x%.0s' {1..5000}) $said" >/dev/null
head -c 300000 /dev/zero | tr '\0' z | curl -sS -o /dev/null -b "$jar" --data-binary "@-" "$base/messages/$thread/draft?$given"
for method in PUT PATCH DELETE OPTIONS "$given"; do
	curl -sS -o /dev/null -b "$jar" -X "$method" "$base/patients/$patient?q=$given"
done
for raw in "GET /patients?q=$given" "$given" "GET /patients?q=$given HTTP/1.1\r\nHost: $given\r\n$given" \
    "POST /patients/new HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x$given" \
    "GET /?q=$given HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: session=$given\xff"; do
	(
		exec 3<>"/dev/tcp/127.0.0.1/${base##*:}"
		printf "$raw\r\n\r\n" >&3
		timeout 1 cat <&3 >/dev/null
	) 2>/dev/null
done

# Machines: with the secret and without, readable and not.
secret=$(sed -n 's/^webhook_secret = //p' "$data/api.conf")
secrets+=("$secret" "$(sed -n 's/^rapidpro_token = //p' "$data/worker.conf")")
for body in "{\"event\":\"incoming\",\"contact\":{\"urn\":\"tel:$e164\",\"name\":\"$given\"},\"input\":{\"text\":\"$said\"}}" \
    "{\"event\":\"checkin\",\"run\":{\"uuid\":\"$uuid\"},\"contact\":{\"urn\":\"tel:$e164\"},\"input\":{\"text\":\"$said\",\"created_on\":\"$typed\"}}" \
    "{\"$given\":\"$said\"" "$said" "{\"event\":\"$given\",\"run\":\"$said\"}"; do
	for known in "$secret" "$typed"; do
		curl -sS -o /dev/null -H "Authorization: Token $known" -H 'Content-Type: application/json' \
		    -d "$body" "$base/hooks/rapidpro?who=$given"
	done
done

# RapidPro in trouble while something of his is on its way.
for fault in http_500 html_200 garbled_body truncated_body reset response_lost throttled extra_keys; do
	faults "{\"clear\":true,\"faults\":[{\"name\":\"$fault\",\"probability\":1,\"amount\":1}]}"
	post "/messages/$thread/reply" "body=$written $fault" last_seen=999999 >/dev/null
	post /sim/phones/reply "urn=tel:$e164" "text=$said $fault" >/dev/null
	sleep 0.5
done
sleep 8 # the words are held so long
faults '{"clear":true}'

# Programs fall with him in their memory; so does the database.
mark=$kept/mark
: >"$mark"
fallen=0
for program in site api worker rules; do
	for signal in SEGV ABRT; do
		get "/messages/$thread" >/dev/null
		for ((i = 0; i < 50; i++)); do
			# Of the worker both: its loop, then its lane; of the rules too: an evaluator.
			pid=$(pgrep -f -- "$program $data/$program.conf" | if [[ $program$signal == @(worker|rules)SEGV ]]; then head -1; else tail -1; fi)
			[ -n "$pid" ] && kill "-$signal" "$pid" 2>/dev/null && fallen=$((fallen + 1)) && break
			sleep 0.1
		done
	done
done
until_well
pid=$(pgrep -f -- "postgres: .*aftercare_site" | while read -r p; do
	[ "$(ps -o ppid= -p "$p" | tr -d ' ')" = "$(head -1 "$data/pg/postmaster.pid")" ] && echo "$p"
done | head -1)
kill -SEGV "$pid"
get "/messages/$thread" >/dev/null
# It falls when its core is written, and the whole database with it.
for ((i = 0; i < 600; i++)); do
	kill -0 "$pid" 2>/dev/null || break
	sleep 0.1
done
until_well
[ "$fallen" = 8 ] || fail "$fallen programs fell, not 8"

# What others are shown.
get "/messages/$thread" >/dev/null
while read -r process; do
	tr '\0' '\n' <"/proc/$process/cmdline"
	tr '\0' '\n' <"/proc/$process/environ"
	cat "/proc/$process/comm"
done >"$kept/answers/processes" 2>/dev/null < <(ours)
# Each child finds out for itself that the database is another.
for ((i = 0; i < 100; i++)); do
	curl -fsS "$base/metrics" >"$kept/answers/metrics" 2>/dev/null && break
	sleep 0.1
done
curl -sS "$base/health/ready" >"$kept/answers/health"
grep -q '^aftercare_outbox_rows' "$kept/answers/metrics" || fail "no metrics"
sign_in thandi "quiet morning clinic"
for path in "/patients/$patient" "/messages/$thread" "/patients?q=$given" "/messages/$thread/link" \
    "/patients/$patient/edit" /tasks /messages /escalations /delivery /; do
	get "$path" >/dev/null
	# What she typed herself stands in the box where she typed it.
	sed "s/value=\"$given\"//; s/“$given”//" "$kept/page" >>"$kept/answers/stranger"
done

# The hunt.  PostgreSQL's own files and the simulator's are where he belongs.
{
	printf '%s\n' "$given" "$family" 773119977 '773 119 977' '77 311 9977' '0773 119' heronquill egretquill \
	    bitternquill dunlinquill stintquill "${secrets[@]}"
	sed -n "s/.*number: '+\([0-9]*\)'.*/\1/p; s/.*family: '\([A-Z][a-z]*\)'.*/\1/p" tests/e2e/loop.js | sort -u
} | grep . >"$kept/needles"
hunt() {
	local found=0
	while read -r file; do
		while read -r hit; do
			echo "canary: $hit in ${file#"$kept/"}" >&2
			found=$((found + 1))
		done < <(grep -aioFf "$kept/needles" "$file" | sort -u)
	done < <(
		find "$data" -path "$data/pg" -prune -o -type f ! -name '*.conf' -print
		find "$kept/answers" "$data/../out" -type f
		find . "$data" / /var/lib/systemd/coredump -maxdepth 1 -type f -name '*core*' -newer "$mark" 2>/dev/null
	)
	return "$found"
}
# It finds what is there: in a log, and in a core where somebody lets one be made.
echo "info site - a line with $given in it" >"$data/log/planted.log"
hunt 2>/dev/null && fail "a planted line is not found"
rm "$data/log/planted.log"
(
	cd "$data" && ulimit -c unlimited 2>/dev/null &&
		bash -c 'words=$1; kill -SEGV $$' - "$given in the memory of a program" 2>/dev/null
) 2>/dev/null
if find "$data" -maxdepth 1 -name '*core*' -newer "$mark" | grep -q .; then
	hunt 2>/dev/null && fail "a core is not looked through"
	find "$data" -maxdepth 1 -name '*core*' -newer "$mark" -exec rm {} +
	echo "cores are written here, and looked through"
else
	echo "cores are not written into folders here: $(cat /proc/sys/kernel/core_pattern)"
fi
hunt
hits=$?
echo "figure walls.canary_hits $hits hits"
[ "$hits" = 0 ]
