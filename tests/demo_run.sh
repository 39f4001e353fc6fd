#!/bin/bash
# The demonstration's life: starts, is used, is killed, goes on, is stopped, and
# leaves nothing behind.  tests/demo_run.sh [FOLDER-WITH-THE-PROGRAMS]
set -euo pipefail
programs=${1:-build/gcc}
data=$(mktemp -d "/tmp/aftercare demo.XXXXXX") # a blank, on purpose
out=$data/out
bystander=
supervisor=

say() { echo "demo_run: $*"; }
fail() {
	say "FAILED: $*" >&2
	cat "$out" >&2 || true
	tail -n 5 "$data"/log/*.log >&2 || true
	exit 1
}
finish() {
	[ -z "$supervisor" ] || kill -9 "$supervisor" 2>/dev/null || true
	[ -z "$bystander" ] || kill "$bystander" 2>/dev/null || true
	sleep 1
	rm -rf "$data"
}
trap finish EXIT

# Where sockets lie if the folder's own name is none for them.
short_folders() { ls -d /tmp/aftercare-"$(id -u)"-* 2>/dev/null || true; }
# shellcheck source=tests/free_port.sh
. "$(dirname "$0")/free_port.sh"
# Whatever still mentions the folder on its command line.
left() { pgrep -f -- "$data" | grep -vx "$$" || true; }
wait_gone() {
	for _ in $(seq 100); do
		[ -n "$(left)" ] || return 0
		sleep 0.1
	done
	return 1
}
# A machine with other work is ready a little later; what is wrong stays wrong.
ready() {
	for _ in $(seq 40); do
		! curl -fsS "http://127.0.0.1:$port/health/ready" >/dev/null 2>&1 || return 0
		sleep 0.5
	done
	curl -sS "http://127.0.0.1:$port/health/ready" >&2
	return 1
}
start() {
	: >"$out" # the last run's words are no sign
	"$programs/aftercarectl" demo run --data "$data" --port "$port" >"$out" 2>&1 &
	supervisor=$!
	local began=$SECONDS
	until grep -q "Ctrl-C stops everything" "$out"; do
		kill -0 "$supervisor" 2>/dev/null || fail "it ended by itself"
		[ $((SECONDS - began)) -lt 40 ] || fail "not ready after 40 s"
		sleep 0.1
	done
	say "ready after $((SECONDS - began)) s"
	ready || fail "not ready: health"
}

port=$(free_port)
sleep 600 &
bystander=$!

said=$("$programs/aftercarectl" demo run --data "$data" --begin yesterday 2>&1) && fail "begins yesterday"
grep -q "within the coming year: --begin" <<<"$said" || fail "a moment that is none: $said"

start
head=$(curl -fsS -D - -o /dev/null "http://127.0.0.1:$port/sign-in")
for header in "Content-Security-Policy: default-src 'none'" "X-Content-Type-Options: nosniff" \
    "Referrer-Policy: same-origin" "Cross-Origin-Opener-Policy: same-origin" "Cache-Control: no-store"; do
	grep -qF "$header" <<<"$head" || fail "no header $header"
done
code=$(curl -s -o /dev/null -w '%{http_code}' -H 'Host: elsewhere.example' "http://127.0.0.1:$port/")
[ "$code" = 421 ] || fail "answers to another name: $code"
code=$(curl -s -o /dev/null -w '%{http_code}' -X POST -d '{}' "http://127.0.0.1:$port/hooks/rapidpro")
[ "$code" = 401 ] || fail "webhook without a secret: $code"
code=$(head -c 70000 /dev/zero | curl -s -o /dev/null -w '%{http_code}' --data-binary @- \
    "http://127.0.0.1:$port/hooks/rapidpro")
[ "$code" = 413 ] || fail "webhook with too much: $code"
head -c 300000 /dev/zero | curl -s --data-binary @- "http://127.0.0.1:$port/imports/new" |
	grep -q "too large to be sent" || fail "a file that is too large is not refused in words"
for file in site api worker rules sim ctl; do
	[ "$(stat -c %a "$data/$file.conf")" = 600 ] || fail "$file.conf can be read by others"
done
secret=$(sed -n 's/^webhook_secret = //p' "$data/ctl.conf")

if "$programs/aftercarectl" demo run --data "$data" --port "$(free_port)" >"$data/second" 2>&1; then
	fail "two runs in one folder"
fi
grep -q "Another run uses" "$data/second" || fail "does not say who uses the folder"
before=$(short_folders)
if "$programs/aftercarectl" demo run --data "$data/other" --port "$port" >"$data/second" 2>&1; then
	fail "two runs on one port"
fi
[ "$(short_folders)" = "$before" ] || fail "a run that was refused leaves a folder: $(short_folders)"
grep -q "Port $port is taken" "$data/second" || fail "does not say that the port is taken"

"$programs/aftercarectl" demo advance 1d --data "$data" >"$data/advance" || fail "advance"
grep -qE "^[A-Z][a-z]{2} [0-9]{2} .*: [0-9]+ reminders" "$data/advance" || fail "no check-in on the way"
grep -q "have not left" "$data/advance" && fail "a day's reminders did not leave"
sleep 3
ready || fail "not ready a day later"
curl -fsS "http://127.0.0.1:$port/metrics" | grep -q '^aftercare_rules_due 0$' || fail "somebody still waits for the rules"
"$programs/aftercarectl" demo reset --data "$data" >/dev/null || fail "reset"
ctl() { "$programs/aftercarectl" "$@" --config "$data/ctl.conf" 2>&1; }
refused() { # WORDS COMMAND...: it fails and says so
	local words=$1 answer
	shift
	answer=$(ctl "$@") && fail "not refused: $*"
	grep -qF -- "$words" <<<"$answer" || fail "refused with other words: $answer"
}
password="a long sentence of mine"
ctl user add Ruth --name "Ruth Banda" --role nurse --places "Msasa Road Clinic, Protea Street Clinic" \
    <<<"$password" >/dev/null || fail "user add"
refused "already" user add ruth --name "Ruth B" --role admin <<<"$password"
refused "does not exist" user add rose --name "Rose" --role nurse --places "Nowhere" <<<"$password"
refused "usage:" user add rose --name "Rose" --role queen --places "Nowhere" <<<"$password"
refused "" user password ruth <<<"short"
refused "no user" user password nobody <<<"$password"
ctl user password ruth <<<"another $password" >/dev/null || fail "user password"
ctl user disable ruth | grep -q "cannot sign in" || fail "user disable"
refused "no user" user disable nobody
token=$("$programs/aftercarectl" client add emr --name "Busia EMR" --role nurse --places "Msasa Road Clinic" \
    --scopes "system/Task.rus" --config "$data/ctl.conf" 2>/dev/null) || fail "client add"
fhir() { curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $1" "http://127.0.0.1:$port/fhir/$2"; }
[ "$(fhir "$token" Task)" = 200 ] || fail "a client's token opens nothing"
[ "$(fhir "$token" Patient)" = 403 ] || fail "a client looks at what its scopes do not name"
refused "already" client add emr --name "Again" --role nurse --places "Msasa Road Clinic" --scopes "system/*.rs"
refused "does not exist" client add other --name "Other" --role nurse --places "Nowhere" --scopes "system/*.rs"
refused "write system/TYPE." client add other --name "Other" --role nurse --places "Msasa Road Clinic" --scopes "system/Task.sr"
"$programs/aftercarectl" client add auditor --name "Auditor" --role admin --scopes "system/AuditEvent.rs" --config "$data/ctl.conf" >/dev/null 2>&1 || fail "client add auditor"
refused "reads what was told" client add other --name "Other" --role admin --scopes "system/*.rs"
refused "usage:" client add other --name "Other" --role nurse --scopes "system/*.rs"
refused "usage:" client add other --name "Other" --role admin --places "Msasa Road Clinic" --scopes "system/*.rs"
ctl client list | grep -q "emr .*active .*system/Task.rus" || fail "client list"
ctl client revoke emr | grep -q "opens nothing" || fail "client revoke"
[ "$(fhir "$token" Task)" = 401 ] || fail "a revoked token opens something"
refused "no client" client revoke nobody
echo '{"keys": []}' > "$data/no-keys.json"
refused "no key with a kid" client keys emr --jwks "$data/no-keys.json"
refused "cannot be read" client keys emr --jwks "$data/nowhere.json"
refused "not both" client keys emr --jwks "$data/no-keys.json" --jwks-url https://emr.example.org/jwks
refused "begin with https" client keys emr --jwks-url ftp://emr.example.org/jwks
refused "usage:" client keys emr
refused "no client" client keys nobody --jwks-url https://emr.example.org/jwks
ctl client keys emr --jwks-url https://emr.example.org/jwks | grep -q "nothing else" || fail "client keys"
ctl client list | grep -q "emr .*by the keys at https://emr.example.org/jwks, not read yet" || fail "client list of keys"
[ "$(fhir "$("$programs/aftercarectl" demo token --data "$data" 2>/dev/null)" Task)" = 200 ] || fail "demo token"
ctl schedule export "$data/schedule.json" || fail "schedule export"
ctl schedule check "$data/schedule.json" | grep -q "Nothing is wrong with its 14 steps" || fail "schedule check"
ctl schedule publish "$data/schedule.json" --yes | grep -qx "It is what is in use." || fail "published what is in use"
sed -i 's/"after":2,/&"hour":"7:30",/' "$data/schedule.json"
refused "day_2: An hour is written like 07:30." schedule check "$data/schedule.json"
refused "cannot be read" schedule publish "$data/none.json" --yes
sed -i 's/"7:30"/"09:30"/' "$data/schedule.json"
code=0
ctl schedule publish "$data/schedule.json" --all >"$data/said" || code=$?
[ $code = 2 ] || fail "schedule publish without --yes: $code"
grep -q "  day_2: changed" "$data/said" || fail "does not say which step is changed"
grep -qE "the texts of [1-9][0-9]*: [1-9][0-9]* moved" "$data/said" || fail "says no count: $(cat "$data/said")"
ctl schedule publish "$data/schedule.json" --all --yes | grep -qx "Version 1 is in use." || fail "schedule publish"
ctl schedule export "$data/again.json" || fail "schedule export of what was published"
ctl schedule publish "$data/again.json" --yes | grep -qx "It is what is in use." || fail "it is not what was published"
ctl schedule off | grep -qx "Every step is on, at every facility." || fail "schedule off says nothing is off"
refused "no facility called “Nowhere”. Please write one of: Baraka Health Centre" schedule off day_2 --place Nowhere --reason Words --yes
refused "no step called “day_99”. Please write one of: day_1, day_2," schedule off day_99 --place "Baraka Health Centre" --reason Words --yes
refused "usage:" schedule off day_2 --reason Words --yes
refused "1 to 200 letters" schedule off day_2 --place "Baraka Health Centre" --reason " " --yes
code=0
ctl schedule off day_2 --place "Baraka Health Centre" --reason Calls >"$data/said" || code=$?
[ $code = 2 ] || fail "schedule off without --yes: $code"
grep -qE "^day_2, Baraka Health Centre: [1-9][0-9]* texts to come do not leave, of [1-9][0-9]* clients" "$data/said" || fail "says no count: $(cat "$data/said")"
ctl schedule off | grep -qx "Every step is on, at every facility." || fail "it is off without --yes"
ctl schedule off day_2 --place "Baraka Health Centre" --reason Calls --yes | grep -qx "It is off." || fail "schedule off"
ctl schedule off day_2 --place "Baraka Health Centre" --reason Calls --yes | grep -qx "It is off already." || fail "schedule off twice"
ctl schedule off | grep -qE "^  off 20.* by aftercarectl: Calls$" || fail "schedule off does not list it"
ctl schedule on day_2 --place "Baraka Health Centre" --reason Back --yes | grep -qx "It is on again." || fail "schedule on"
ctl schedule on day_2 --place "Baraka Health Centre" --reason Back --yes | grep -qx "It is on already." || fail "schedule on twice"
ctl schedule on | grep -q "^day_2, Baraka Health Centre: on again, 0 not sent" || fail "schedule on does not list it"
ctl outbox list >/dev/null || fail "outbox list"
refused "None of its messages" outbox retry 999999
refused "by its number" outbox retry x
"$programs/aftercarectl" rapidpro check --config "$data/ctl.conf" \
    --address "http://127.0.0.1:$port" >"$data/check" || { cat "$data/check"; fail "rapidpro check"; }

sed 's/^rapidpro_token = .*/rapidpro_token = not-the-token/' "$data/ctl.conf" >"$data/wrong.conf"
"$programs/aftercarectl" rapidpro check --config "$data/wrong.conf" >"$data/check" && fail "a wrong token is right"
grep -q "to do  token .*refused" "$data/check" || fail "does not say that the token is refused"
sed 's/^webhook_secret = .*/webhook_secret = not-the-secret-not-the-secret/' "$data/ctl.conf" >"$data/wrong.conf"
"$programs/aftercarectl" rapidpro check --config "$data/wrong.conf" >"$data/check" && fail "a wrong secret is right"
grep -q "to do  secret" "$data/check" || fail "does not say that the secret differs"

say "killing nginx and the pages"
kill -9 "$(cat "$data/nginx/nginx.pid")" "$(pgrep -f -- "site $data/site.conf" | head -1)"
for _ in $(seq 50); do
	sleep 0.1
	curl -fs "http://127.0.0.1:$port/sign-in" >/dev/null && break
done
curl -fsS "http://127.0.0.1:$port/sign-in" >/dev/null || fail "they were not started again"

say "killing the supervisor"
kill -9 "$supervisor"
wait "$supervisor" 2>/dev/null || true
wait_gone || fail "left behind by a killed run: $(left | xargs -r ps -o pid,args -p)"

start
grep -q "as you left it" "$out" || fail "the second run forgot the data"
[ "$secret" = "$(sed -n 's/^webhook_secret = //p' "$data/ctl.conf")" ] || fail "another secret"

say "Ctrl-C"
kill -INT "$supervisor"
wait "$supervisor" || fail "Ctrl-C is no failure"
supervisor=
run=$(sed -n 's|^listen = \(.*\)/site.sock|\1|p' "$data/site.conf")
[ -e "$run" ] && fail "sockets stay in $run: $(ls -A "$run")"
wait_gone || fail "left behind by Ctrl-C: $(left | xargs -r ps -o pid,args -p)"
kill -0 "$bystander" || fail "it stopped somebody else"
(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && fail "the port is still taken"
say "ok"
