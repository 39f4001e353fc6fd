# form.awk - a form as a large programme has them: 60 questions of every common type on
# one page, some not asked after some answers, and 40 calculations that build on them and
# on each other.  Two languages.

function kind(i) { return substr("ttttttttttttttttttttiiiiiiiiiiooooooooooooooosssssdddddccccc", i, 1) }
function name(i) { return "q" i }
function path(what) { return "/bench/" what }

function texts(language,    i, k) {
	print "<translation lang=\"" language "\">"
	for (i = 1; i <= questions; i++) {
		print "<text id=\"" path(name(i)) ":label\"><value>" (language == "en" ? "Question " : "Mubvunzo ") i \
		    (i % 10 == 0 ? " of <output value=\"" path("inputs/contact/name") "\"/>" : "") "</value></text>"
		if (kind(i) ~ /[os]/)
			for (k = 1; k <= 4; k++)
				print "<text id=\"" path(name(i)) "/" k ":label\"><value>Choice " k "</value></text>"
	}
	print "</translation>"
}

function bind(i,    type, more) {
	type = "string"
	if (kind(i) == "i") {
		type = "int"
		more = " constraint=\". &gt;= 0 and . &lt; 1000\""
	} else if (kind(i) == "d") {
		type = "date"
		more = " constraint=\". &lt;= today()\""
	} else if (kind(i) == "c") {
		type = "decimal"
	}
	if (i % 3 == 0)
		more = more " required=\"true()\""
	if (i > 50 && i % 2 == 0)
		more = more " relevant=\"not(selected(" path("q31") ", '4')) and coalesce(" path("q21") ", 9) &gt; 5\""
	print "<bind nodeset=\"" path(name(i)) "\" type=\"" type "\"" more "/>"
}

# Sums, words, dates, choices; every fourth looks at the one before it.
function calculation(i,    a, b) {
	a = path(name(21 + i % 10))
	b = path(name(1 + i % 20))
	if (i % 4 == 1)
		return "coalesce(" a ", 0) * " i " + " (i > 1 ? "coalesce(" path("c" i - 1) ", 0)" : "1")
	if (i % 4 == 2)
		return "if(string-length(" b ") &gt; 3 and " a " &gt; 5, round(" path("c" i - 1) " div 3), int(" a "))"
	if (i % 4 == 3)
		return "if(" path("q5" (1 + i % 5)) " != '', decimal-date-time(today()) - decimal-date-time(" path("q5" (1 + i % 5)) "), 0) + 1"
	return "if(selected(" path("q" (31 + i % 15)) ", '1'), " path("c" i - 1) ", coalesce(" a ", 1))"
}

function control(i,    k) {
	if (kind(i) ~ /[os]/) {
		print "<" (kind(i) == "o" ? "select1" : "select") " ref=\"" path(name(i)) "\"><label ref=\"jr:itext('" path(name(i)) ":label')\"/>"
		for (k = 1; k <= 4; k++)
			print "<item><label ref=\"jr:itext('" path(name(i)) "/" k ":label')\"/><value>" k "</value></item>"
		print "</" (kind(i) == "o" ? "select1" : "select") ">"
		return
	}
	print "<input ref=\"" path(name(i)) "\"><label ref=\"jr:itext('" path(name(i)) ":label')\"/></input>"
}

BEGIN {
	questions = 60
	calculations = 40
	print "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" xmlns:jr=\"http://openrosa.org/javarosa\">"
	print "<h:head><h:title>Sixty questions</h:title><model><itext>"
	texts("en")
	texts("sn")
	print "</itext><instance><bench id=\"bench\" version=\"1\"><inputs><source>user</source><contact><_id/><name/></contact></inputs><patient_uuid/>"
	for (i = 1; i <= questions; i++)
		print "<" name(i) "/>"
	for (i = 1; i <= calculations; i++)
		print "<c" i "/>"
	print "<meta><instanceID/></meta></bench></instance>"
	print "<bind nodeset=\"" path("patient_uuid") "\" type=\"string\" calculate=\"../inputs/contact/_id\"/>"
	for (i = 1; i <= questions; i++)
		bind(i)
	for (i = 1; i <= calculations; i++)
		print "<bind nodeset=\"" path("c" i) "\" type=\"string\" calculate=\"" calculation(i) "\"/>"
	print "<bind nodeset=\"" path("meta/instanceID") "\" type=\"string\" readonly=\"true()\" jr:preload=\"uid\"/>"
	print "</model></h:head><h:body>"
	for (i = 1; i <= questions; i++)
		control(i)
	print "</h:body></h:html>"
}
