#!/bin/sh
# Floors never reach up: what each folder of app/ may include besides itself.
set -eu
bad=0
allow() {
	folder=$1
	shift
	found=$(grep -Hn '^#include "' app/"$folder"/*.[ch] 2>/dev/null |
	    grep -Ev "\"($folder$(printf '|%s' "$@"))/" || true)
	[ -z "$found" ] || { echo "$found"; bad=1; }
}
allow base
allow db	base
allow ext	base
allow form	base ext
allow core	base db ext form gen
allow web	base db
for program in site api worker rules ctl sim; do
	[ -d "app/$program" ] || continue
	allow "$program" base db ext form core web gen
done

# One outside library, one file.
only() {
	header=$1
	shift
	found=$(grep -rln "^#include <$header" app | grep -Fvx "$(printf '%s\n' "$@")" || true)
	[ -z "$found" ] || { echo "<$header> is not for: $found"; bad=1; }
}
only libpq-fe.h		app/db/tx.c
only fcgi		app/web/fcgi.c
only fastcgi.h		app/web/fcgi.c
only 'curl/'		app/ext/http.c app/ext/mail.c
only 'json-c/'		app/ext/json.c
only sodium.h		app/ext/secret.c
only md4c.h		app/ext/markdown.c
only 'phonenumbers/'	app/ext/phone_lib.cc
only 'JavaScriptCore/'	app/ext/js.c
only 'unicode/'		app/ext/zone_data.c
only seccomp.h		app/ext/sandbox.c
only 'libxml/'		app/ext/xml_lib.h app/ext/xml.c app/ext/xml_parse.c \
    app/ext/xml_path.c app/ext/xml_style.c
only pcre2.h		app/ext/regex.c
only 'libxslt/'		app/ext/xml_style.c
only_from=$(grep -rln '"ext/xml_lib.h"' app | grep -Fvx "$(printf 'app/ext/xml%s\n' .c _html.c _parse.c _path.c _style.c)" || true)
[ -z "$only_from" ] || { echo "ext/xml_lib.h is not for: $only_from"; bad=1; }
exit $bad
