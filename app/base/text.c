/* text.c - see text.h. */

#include "base/text.h"

#include <string.h>

#include "base/buf.h"

#define REPLACEMENT 0xfffdU

/* ------------------------------------------------------------ UTF-8 --- */

/* How long a character is, by its first byte; 0 for one that cannot be first. */
static size_t
bytes_of(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	if (first < 0xe0)
		return 2;
	return first < 0xf0 ? 3 : 4;
}

/* The character in the first bytes, and how many they are; 0 if malformed. */
static size_t
decode(const unsigned char *s, size_t len, uint32_t *c)
{
	/* The smallest character that needs so many bytes: less is overlong. */
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t need = bytes_of(s[0]);

	if (need == 0 || need > len)
		return 0;
	*c = need == 1 ? s[0] : s[0] & (0xffU >> (need + 1));
	for (size_t i = 1; i < need; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*c = *c << 6 | (s[i] & 0x3fU);
	}
	if (*c < least[need] || *c > 0x10ffff || (*c >= 0xd800 && *c < 0xe000))
		return 0;
	return need;
}

static bool
is_noncharacter(uint32_t c)
{
	return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

static bool
is_welcome(uint32_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n' || c == '\r';
	return !is_noncharacter(c);
}

bool
text_is_clean(const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;

	for (;;) {
		uint32_t c;
		size_t size;

		/* Most of what is sent is plain. */
		for (; len > 0 && *s >= ' ' && *s < 0x80; len--)
			s++;
		if (len == 0)
			return true;
		size = decode(s, len, &c);
		if (size == 0 || !is_welcome(c))
			return false;
		s += size;
		len -= size;
	}
}

char *
text_cleaned(struct arena *arena, const char *text)
{
	size_t left = strlen(text);
	char *copy = arena_strndup(arena, text, left), *s = copy;

	while (left > 0) {
		uint32_t c;
		size_t size = decode((const unsigned char *)s, left, &c);

		if (size == 0 || !is_welcome(c)) {
			size = size == 0 ? 1 : size;
			memset(s, ' ', size);
		}
		s += size;
		left -= size;
	}
	return copy;
}

uint32_t
text_next(const char **text)
{
	const unsigned char *s = (const unsigned char *)*text;
	uint32_t c;
	size_t size;

	if (*s == '\0')
		return 0;
	size = decode(s, strnlen(*text, 4), &c);
	*text += size == 0 ? 1 : size;
	return size == 0 ? REPLACEMENT : c;
}

/* Returns the number of bytes written before the NUL. */
static size_t
encode(uint32_t c, char out[5])
{
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t size = 1;

	if (c >= 0x80)
		size = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	out[size] = '\0';
	for (size_t i = size - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	out[0] = (char)(lead[size] | c);
	return size;
}

size_t
text_length(const char *s)
{
	size_t length = 0;

	while (text_next(&s) != 0)
		length++;
	return length;
}

static bool
is_space(uint32_t c)
{
	return (c >= 0x09 && c <= 0x0d) || c == ' ' || c == 0x85 || c == 0xa0 ||
	       c == 0x1680 || (c >= 0x2000 && c <= 0x200b) || c == 0x2028 ||
	       c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000 || c == 0xfeff;
}

bool
text_is_uuid(const char *s)
{
	static const char dashes[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	if (strlen(s) != sizeof dashes - 1)
		return false;
	for (size_t i = 0; s[i] != '\0'; i++)
		if (dashes[i] == '-' ? s[i] != '-'
				     : strchr("0123456789abcdefABCDEF", s[i]) == NULL)
			return false;
	return true;
}

char *
text_trim(struct arena *arena, const char *s)
{
	const char *start = NULL, *end = s;

	while (*s != '\0') {
		const char *here = s;

		if (is_space(text_next(&s)))
			continue;
		if (start == NULL)
			start = here;
		end = s;
	}
	if (start == NULL)
		return arena_strdup(arena, "");
	return arena_strndup(arena, start, (size_t)(end - start));
}

/* ------------------------------------------------------ plain letters --- */

/* The letter under the accents, by character; '*' where there is none. */
static const char latin[] = /* U+00C0 to U+024F */
    "AAAAAA*CEEEEIIIIDNOOOOO*OUUUUY**aaaaaa*ceeeeiiiidnooooo*ouuuuy*y"
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi**JjKkkLlLlLlL"
    "lLlNnNnNnnNnOoOoOo**RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs"
    "bBBb**OCcDDDd*EEEFfG***IKkl**NnOOo**Pp***S*tTtTUu*VYyZzZ********"
    "*****D**L**N*AaIiOoUuUuUuUuUueAaAa**GgGgKkOoOo**j*D*Gg**NnAa**Oo"
    "AaAaEeEeIiIiOoOoRrRrUuUuSsTt**HhNd**ZzAaEeOoOoOoOoYylnt***ACcLTs"
    "z**B**EeJj*qRrYy";
static const char latin_additional[] = /* U+1E00 to U+1EFF */
    "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMm"
    "MmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVv"
    "WwWwWwWwWwXxXxYyZzZzZzhtwya*****AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEe"
    "EeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy****Yy";

/* What neither the tables nor a range gives. */
static const struct {
	uint32_t c;
	const char *plain;
} singles[] = {
	{ 0x60, "'" }, /* a grave accent typed as a quote */
	{ 0xa0, " " },
	{ 0xa9, "(c)" },
	{ 0xab, "\"" },
	{ 0xad, "" }, /* soft hyphen */
	{ 0xb4, "'" },
	{ 0xb7, "." },
	{ 0xbb, "\"" },
	{ 0xc6, "AE" },
	{ 0xd7, "x" },
	{ 0xde, "Th" },
	{ 0xdf, "ss" },
	{ 0xe6, "ae" },
	{ 0xfe, "th" },
	{ 0x132, "IJ" },
	{ 0x133, "ij" },
	{ 0x152, "OE" },
	{ 0x153, "oe" },
	{ 0x253, "b" }, /* African letters: hooked b, open o, hooked d ... */
	{ 0x254, "o" },
	{ 0x256, "d" },
	{ 0x257, "d" },
	{ 0x259, "e" },
	{ 0x25b, "e" },
	{ 0x260, "g" },
	{ 0x263, "g" },
	{ 0x268, "i" },
	{ 0x269, "i" },
	{ 0x272, "n" },
	{ 0x283, "s" },
	{ 0x289, "u" },
	{ 0x28b, "v" },
	{ 0x292, "z" },
	{ 0x2b9, "'" }, /* modifier letters used as apostrophes */
	{ 0x2bb, "'" },
	{ 0x2bc, "'" },
	{ 0x2bd, "'" },
	{ 0x2c8, "'" },
	{ 0x1e9e, "SS" },
	{ 0x200b, "" },
	{ 0x2022, "*" },
	{ 0x2024, "." },
	{ 0x2025, ".." },
	{ 0x2026, "..." },
	{ 0x2027, "." },
	{ 0x202f, " " },
	{ 0x2032, "'" },
	{ 0x2033, "\"" },
	{ 0x2035, "'" },
	{ 0x2036, "\"" },
	{ 0x2039, "'" },
	{ 0x203a, "'" },
	{ 0x2044, "/" },
	{ 0x205f, " " },
	{ 0x2060, "" },
	{ 0x2212, "-" },
	{ 0x2215, "/" },
	{ 0x3000, " " },
	{ 0xfb00, "ff" }, /* ligatures of a word processor */
	{ 0xfb01, "fi" },
	{ 0xfb02, "fl" },
	{ 0xfb03, "ffi" },
	{ 0xfb04, "ffl" },
	{ 0xfeff, "" },
	{ 0xff0a, "*" }, /* the tables' own sign for "none" */
	{ 0xff40, "'" },
};

static const char *
plain_from_tables(uint32_t c)
{
	size_t low = 0, high = COUNT_OF(singles);

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (singles[middle].c == c)
			return singles[middle].plain;
		if (singles[middle].c < c)
			low = middle + 1;
		else
			high = middle;
	}
	if (c >= 0x300 && c <= 0x36f)
		return ""; /* an accent of its own */
	if (c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069))
		return ""; /* direction marks, which come with copied numbers */
	if (c >= 0x2000 && c <= 0x200a)
		return " ";
	if (c >= 0x2010 && c <= 0x2015)
		return "-";
	if (c >= 0x2018 && c <= 0x201b)
		return "'";
	if (c >= 0x201c && c <= 0x201f)
		return "\"";
	return NULL;
}

/* The nearest plain letters, or NULL; one that is made is in ${spare}. */
static const char *
plain_of(uint32_t c, char spare[5])
{
	const char *known = plain_from_tables(c);
	char letter = '*';

	if (known != NULL)
		return known;
	if (c >= 0xc0 && c <= 0x24f)
		letter = latin[c - 0xc0];
	else if (c >= 0x1e00 && c <= 0x1eff)
		letter = latin_additional[c - 0x1e00];
	else if (c >= 0xff01 && c <= 0xff5e)
		letter = (char)(c - 0xfee0); /* full width */
	else if (c >= 0x660 && c <= 0x669)
		letter = (char)(c - 0x660 + '0'); /* Arabic-Indic */
	else if (c >= 0x6f0 && c <= 0x6f9)
		letter = (char)(c - 0x6f0 + '0');
	if (letter == '*')
		return NULL;
	spare[0] = letter;
	spare[1] = '\0';
	return spare;
}

static uint32_t
lower_case(uint32_t c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 0x391 && c <= 0x3a9) ||
	    (c >= 0x410 && c <= 0x42f))
		return c + 32;
	if (c >= 0x400 && c <= 0x40f)
		return c + 80;
	return c;
}

const char *
text_fold_letter(uint32_t c, char out[5])
{
	char spare[5];
	const char *plain = c < 0x80 && c != '`' ? NULL : plain_of(c, spare);
	size_t i = 0;

	if (plain == NULL) {
		(void)encode(lower_case(c), out);
		return out;
	}
	for (; plain[i] != '\0'; i++)
		out[i] = (char)lower_case((unsigned char)plain[i]);
	out[i] = '\0';
	return out;
}

char *
text_fold(struct arena *arena, const char *s)
{
	struct buf b;
	char letter[5];
	uint32_t c;

	buf_init(&b, arena);
	while ((c = text_next(&s)) != 0)
		buf_puts(&b, text_fold_letter(c, letter));
	return b.data;
}

/* --------------------------------------------------------------- SMS --- */

/* What a character costs in the GSM 7-bit alphabet; 0 if it is not there. */
static size_t
gsm_cost(uint32_t c)
{
	/* Sorted; everything outside ASCII in the default table. */
	static const uint16_t basic[] = { 0xa1, 0xa3, 0xa4, 0xa5, 0xa7, 0xbf, 0xc4,
		0xc5, 0xc6, 0xc7, 0xc9, 0xd1, 0xd6, 0xd8, 0xdc, 0xdf, 0xe0, 0xe4, 0xe5,
		0xe6, 0xe8, 0xe9, 0xec, 0xf1, 0xf2, 0xf6, 0xf8, 0xf9, 0xfc, 0x393,
		0x394, 0x398, 0x39b, 0x39e, 0x3a0, 0x3a3, 0x3a6, 0x3a8, 0x3a9 };

	if (c < 0x80) {
		if (c == '\f' || (c != 0 && strchr("^{}\\[~]|", (int)c) != NULL))
			return 2;
		return c == '\n' || c == '\r' || (c >= ' ' && c < 0x7f && c != '`');
	}
	for (size_t i = 0; i < COUNT_OF(basic) && basic[i] <= c; i++)
		if (basic[i] == c)
			return 1;
	return c == 0x20ac ? 2 : 0;
}

struct sms_count
sms_count(const char *text)
{
	struct sms_count n = { .gsm7 = true, .parts = 1 };
	size_t one, many, fill = 0;
	const char *s = text;
	uint32_t c;

	while (n.gsm7 && (c = text_next(&s)) != 0)
		if (gsm_cost(c) == 0) {
			n.gsm7 = false;
			(void)encode(c, n.odd);
		}
	one = n.gsm7 ? 160 : 70;
	many = n.gsm7 ? 153 : 67;
	for (s = text; (c = text_next(&s)) != 0;) {
		size_t cost = n.gsm7 ? gsm_cost(c) : 1 + (size_t)(c > 0xffff);

		n.units += cost;
		if (fill + cost > many) {
			n.parts++;
			fill = 0;
		}
		fill += cost;
	}
	if (n.units <= one)
		n.parts = 1;
	n.room = n.parts == 1 ? one : n.parts * many;
	return n;
}

/* What stands for a quote, a dash, dots or a space; NULL for letters. */
static const char *
straight_of(uint32_t c)
{
	const char *plain = c >= 0x300 && c <= 0x36f ? NULL : plain_from_tables(c);

	for (const char *p = plain; p != NULL && *p != '\0'; p++)
		if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z'))
			return NULL;
	return plain;
}

static char *
made_plain(struct arena *arena, const char *s, bool letters)
{
	struct buf b;
	uint32_t c;

	buf_init(&b, arena);
	while ((c = text_next(&s)) != 0) {
		char spare[5];
		const char *plain = NULL;

		if (c == '\r' && *s == '\n')
			continue;
		if (c == '\r' || c == 0x2028 || c == 0x2029)
			plain = "\n";
		else if (c == '\t')
			plain = " ";
		else if (gsm_cost(c) == 0)
			plain = letters ? plain_of(c, spare) : straight_of(c);
		if (plain == NULL)
			buf_add(&b, spare, encode(c, spare));
		else
			buf_puts(&b, plain);
	}
	return b.data;
}

char *
text_plain_letters(struct arena *arena, const char *s)
{
	return made_plain(arena, s, true);
}

char *
text_straight(struct arena *arena, const char *s)
{
	return made_plain(arena, s, false);
}
