#!/bin/sh
# Templates that must not compile, and the words that say why; and one that must.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
template() {
	printf '{%% define t(const char *x) %%}\n%s\n{%% end %%}\n' "$1" > "$folder/t.html"
}
refused() {
	template "$1"
	if error=$(build/tmplc "$folder/t.html" 2>&1 >/dev/null); then
		echo "compiled, but should not: $1"
		exit 1
	fi
	case $error in
	*"$2"*) ;;
	*) echo "$1: the error says: $error"; exit 1 ;;
	esac
}
refused '<p title={{ x }}>'			'put quotes'
refused '<script>{{ x }}</script>'		'inside <script>'
refused '<style>{{ x }}</style>'		'inside <style>'
refused '<p onclick="{{ x }}">'			'attribute onclick'
refused '<p style="color:{{ x }}">'		'attribute style'
refused '<a href="{{ x }}">'			'whole URL'
refused '<a href="{% if x %}/{% end %}{{ x }}">'	'whole URL'
refused '<{{ x }}>'				'inside a tag'
refused '<p {{ x }}>'				'inside a tag'
refused '<!-- {{ x }} -->'			'comment'
refused '{% if x %}<p title="{% end %}'		'must end where it began'
refused '{% if x %}<b>{% else %}<b title="{% end %}'	'different places'
refused '{% if x %}'				'has no end'
refused '{{ x'					'not closed'
refused '{% nonsense x %}'			'unknown tag'
template '<p{% if x %} class="a"{% end %} title="{{ x }}">{{ x }}</p><a href="/p/{{ x }}">'
c=$(build/tmplc "$folder/t.html")
case $c in
*put_html*put_html*put_url*) ;;
*) echo "escaped otherwise than by place: $c"; exit 1 ;;
esac
