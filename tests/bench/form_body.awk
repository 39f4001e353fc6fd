# form_body.awk - a page's form as a nurse would send it: the first of each choice, and
# something in every field.

function attribute(key) {
	if (!match($0, " " key "=\"[^\"]*\""))
		return ""
	return substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 4)
}

function give(key, value) {
	gsub(/ /, "%20", value)
	printf "%s%s=%s", n++ ? "&" : "", key, value
}

BEGIN { RS = "<" }
/^form /	{ inside = / id="fill"/ }
/^\/form/	{ inside = 0 }
!inside || !/^(input|textarea) /	{ next }
{
	key = attribute("name")
	type = attribute("type")
}
type == "hidden"	{ give(key, attribute("value")); next }
type == "radio" || type == "checkbox" {
	if (!(key in chosen) && attribute("value") != "")
		give(key, attribute("value"))
	chosen[key] = 1
	next
}
key ~ /-day$/		{ give(key, "3"); next }
key ~ /-month$/		{ give(key, "2"); next }
key ~ /-year$/		{ give(key, "2031"); next }
attribute("inputmode") ~ /numeric|decimal/	{ give(key, "12"); next }
key != ""		{ give(key, "as he said"); next }
END { give("go", "save"); print "" }
