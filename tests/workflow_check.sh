#!/bin/bash
# A programme with one mistake of each kind: workflow check names its file and line.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
programs=${PROGRAMS:-build/gcc}
folder=$(mktemp -d /tmp/aftercare-pack.XXXXXX)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
bad=0 n=0
fail() { echo "$*"; bad=1; }
line_of() { grep -nF -m1 -- "$2" "$folder/pack/$1" | cut -d: -f1; } # FILE WORDS

# refused NAME FILE LINE WORDS: the pack as it is now, and with these words.
refused() {
	n=$((n + 1))
	"$programs/aftercarectl" workflow check "$folder/pack" > "$folder/out" 2>&1
	[ $? = 1 ] || fail "$1: it is not refused"
	grep -E "(^|/)$2:$3: " "$folder/out" | grep -qF -- "$4" || fail "$1: no $2:$3: ...$4... in: $(cat "$folder/out")"
	[ "$(wc -l < "$folder/out")" = 2 ] || fail "$1: more or less than one thing is wrong: $(cat "$folder/out")"
}
fresh() {
	rm -rf "$folder/pack"
	cp -r workflows/vmmc "$folder/pack"
}
# changed FILE OLD NEW: the first of it.
changed() {
	OLD=$2 NEW=$3 perl -0pi -e 's/\Q$ENV{OLD}\E/$ENV{NEW}/' "$folder/pack/$1"
	cmp -s "$folder/pack/$1" "workflows/vmmc/$1" && fail "$1 has no $2"
}
# mistake NAME FILE OLD NEW WHERE WORDS: that alone, told at the line with WHERE, or at none.
mistake() {
	fresh
	changed "$2" "$3" "$4"
	refused "$1" "$2" "$([ -n "$5" ] && line_of "$2" "$5" || echo 0)" "$6"
}

fresh
n=$((n + 1))
"$programs/aftercarectl" workflow check "$folder/pack" > "$folder/out" 2>&1 || fail "as shipped: $(cat "$folder/out")"

mistake "a bad form" forms/hand_over.xml '</h:body>' $'<rank ref="/hand_over"/>\n</h:body>' \
	'<rank' "<rank>"

mistake "a file that is not kept" forms/hand_over.xml '<bind ' $'<instance id="f" src="jr://file/f.xml"/>\n<bind ' \
	'jr://file' "the file f.xml"

fresh
changed tasks.js "form: 'client_review'" "form: 'never_written'"
refused "a task's form" tasks.js '[1-9][0-9]*' "form never_written: there is no forms/never_written.xml"

mistake "a field" workflow.json '"severity": "wound.severity"' '"severity": "wound.nowhere"' \
	'"potential_ae"' "severity is wound.nowhere, and there is no such field"

mistake "a form of workflow.json" workflow.json '"name": "enroll"' '"name": "enrol"' \
	'"name": "enrol"' "there is no forms/enrol.xml"

fresh
changed workflow.json '"outcome": "outcome", "note": "note"},' '"outcome": "met", "note": "note"},'
cat > "$folder/pack/forms/client_visit.xml" <<'XML'
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Visit</h:title><model>
<instance><client_visit id="client_visit"><met/><note/></client_visit></instance></model></h:head><h:body>
<select1 ref="/client_visit/met"><label>Seen?</label><item><label>Yes</label><value>came</value></item>
<item><label>No</label><value>vanished</value></item></select1><input ref="/client_visit/note"><label>Note</label></input>
</h:body></h:html>
XML
refused "an outcome" workflow.json "$(line_of workflow.json '"name": "client_visit"')" "vanished is no outcome that is known"

mistake "made at once" workflow.json '"made_at_once": ["problem-call"' '"made_at_once": ["problem-cal"' \
	'"made_at_once"' 'tasks.js has no task "problem-cal"'

mistake "a word that tells" texts/sn.json '"closing": "Tatenda' '"closing": "Kuchecheudzwa: tatenda' \
	'"closing"' "closing: “Kuchecheudzwa” tells"

mistake "a code of one language" texts/sn.json '0 = kwete' '2 = kwete' \
	'"day"' "day: its codes are 12, those in English 01"

mistake "a code that nobody reads so" texts/sw.json '1 = ndiyo' '1 = hongu' \
	'"day"' "day: 1 = hongu is not read as yes"

mistake "a name" texts/en.json '"outside_hours": "The clinic' '"outside_hours": "{first_name}, the clinic' \
	'"outside_hours"' "outside_hours: {first_name}: others may read"

mistake "a name on a shared phone" texts/en.json '"shared_day": "{code}:' '"shared_day": "{first_name},' \
	'"shared_day"' "shared_day: {first_name}: others may read"

fresh
sed -i '/"started":/d' "$folder/pack/texts/nd.json"
refused "a text that is missing" texts/nd.json 0 "started: there is no such text in this language"

mistake "a blank that one language forgot" texts/sw.json '{emergency}' '999' \
	'"welcome"' "welcome: {emergency} is missing, which English has"

mistake "a blank that nothing fills" texts/en.json '"day": "How are you today?' '"day": "How are you, {nurse}?' \
	'"day"' "day: {nurse} stands for nothing in this text"

mistake "a code of an answer in one language" answers.json '"sw": "Asante. Tafadhali andika zaidi' '"sw": "1 = ndiyo. Andika zaidi' \
	'"tell-more"' "tell-more: its codes are 1, those in English none"

mistake "a ready answer" answers.json '"en": "Please come to {clinic} today' '"en": "Circumcision: come to {clinic}' \
	'"come-today"' "come-today: “Circumcision” tells"

fresh
changed neutral.json '"vvu"' '"v*"'
n=$((n + 1))
"$programs/aftercarectl" workflow check "$folder/pack" > "$folder/out" 2>&1 && fail "a list of words: it is not refused"
grep -qF 'neutral.json: v: too short for a star' "$folder/out" || fail "a list of words: $(cat "$folder/out")"

echo "$n checks of broken packs, $bad wrong"
[ $bad = 0 ]
