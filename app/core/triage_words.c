/* triage_words.c - see triage_words.h. */

#include "core/triage_words.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"

#define GAP_MAX 3

enum letter_kind { LETTER, SYMBOL, APOSTROPHE, SPACE, STOP, NOTHING };

/* Of a folded character; what is no letter of any script separates. */
static enum letter_kind
kind_of(uint32_t c)
{
	if (c < 0x80) {
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			return LETTER;
		if (c == '\'')
			return APOSTROPHE;
		return strchr(".,;:!?\n\r()[]\"", (int)c) != NULL ? STOP : SPACE;
	}
	if (c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f) || c == 0x20e3 ||
	    (c >= 0x1f3fb && c <= 0x1f3ff))
		return NOTHING; /* joiners, variants, key caps and skin tones */
	if (c == 0x60c || c == 0x61b || c == 0x61f || c == 0x6d4 ||
	    (c >= 0x1361 && c <= 0x1368) || c == 0x2028 || c == 0x2029)
		return STOP; /* Arabic and Ethiopic; line ends */
	if ((c >= 0x2190 && c <= 0x2bff) || (c >= 0x1f000 && c <= 0x1faff))
		return SYMBOL;
	if (c < 0xc0 || (c >= 0x2000 && c <= 0x206f) || (c >= 0x3000 && c <= 0x303f) ||
	    c >= 0xfff0)
		return SPACE;
	return LETTER;
}

static uint32_t
mask_of(const char *letters, size_t len)
{
	uint32_t mask = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)letters[i];

		if (c >= 'a' && c <= 'z')
			mask |= (uint32_t)1 << (c - 'a');
		else
			mask |= (uint32_t)1 << (c >= '0' && c <= '9' ? 26 : 27);
	}
	return mask;
}

/* "pleeease" is please, "nooo" is no; digits say what they say. */
static size_t
without_stretching(char *letters, size_t len)
{
	size_t kept = 0;

	for (size_t i = 0; i < len;) {
		size_t run = 1;

		while (i + run < len && letters[i + run] == letters[i])
			run++;
		if (run == 2 || letters[i] < 'a' || letters[i] > 'z') {
			memmove(letters + kept, letters + i, run);
			kept += run;
		} else {
			letters[kept++] = letters[i];
		}
		i += run;
	}
	letters[kept] = '\0';
	return kept;
}

/* State of one walk over a text. */
struct splitter {
	struct words *words;
	char *next; /* where the next folded letters go */
	bool inside; /* a word is under way */
	bool cut;
};

static void
end_word(struct splitter *s)
{
	struct word *word;
	size_t len;

	if (!s->inside)
		return;
	word = &s->words->at[s->words->n++];
	*s->next = '\0';
	len = without_stretching(s->next - word->len, word->len);
	word->stretched = len != word->len;
	word->len = len;
	word->mask = mask_of(word->letters, word->len);
	s->next++;
	s->inside = false;
}

static void
add_letter(struct splitter *s, enum letter_kind kind, const char *folded,
    const char *from, const char *to)
{
	struct word *word = &s->words->at[s->words->n];
	size_t len = strlen(folded);

	if (!s->inside) {
		*word = (struct word){ .letters = s->next, .from = from };
		word->cut = s->cut;
		word->symbol = kind == SYMBOL;
		s->inside = true;
		s->cut = false;
	}
	memcpy(s->next, folded, len);
	s->next += len;
	word->len += len;
	word->to = to;
}

static void
add_character(struct splitter *s, uint32_t c, const char *from, const char *to)
{
	char letter[5];
	const char *folded = text_fold_letter(c, letter), *first = folded;
	enum letter_kind kind = *folded == '\0' ? NOTHING : kind_of(text_next(&first));

	switch (kind) {
	case LETTER:
		add_letter(s, kind, folded, from, to);
		break;
	case SYMBOL:
		end_word(s);
		add_letter(s, kind, folded, from, to);
		end_word(s);
		break;
	case STOP:
		s->words->asks = s->words->asks || *folded == '?' || c == 0x61f;
		s->cut = true;
		end_word(s);
		break;
	case SPACE:
		end_word(s);
		break;
	case APOSTROPHE:
	case NOTHING:
		break;
	}
}

struct words
triage_words_split(struct arena *arena, const char *text)
{
	struct words words = { 0 };
	struct splitter s = { .words = &words };
	size_t length = strnlen(text, (size_t)TRIAGE_TEXT_MAX * 4);
	uint32_t c;

	/* A character is at most one word, and its folded bytes at most four. */
	ARENA_ARRAY(arena, words.at, length + 1);
	s.next = arena_alloc(arena, length * 5 + 1);
	for (size_t i = 0; i < TRIAGE_TEXT_MAX; i++) {
		const char *from = text;

		if ((c = text_next(&text)) == 0)
			break;
		add_character(&s, c, from, text);
	}
	end_word(&s);
	words.more = *text != '\0';
	return words;
}

/* At most one letter put in, left out, changed, or swapped with the next. */
static bool
is_near(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t shorter = a_len < b_len ? a_len : b_len, same = 0;

	while (same < shorter && a[same] == b[same])
		same++;
	if (a_len + 1 == b_len)
		return memcmp(a + same, b + same + 1, a_len - same) == 0;
	if (b_len + 1 == a_len)
		return memcmp(a + same + 1, b + same, b_len - same) == 0;
	if (a_len != b_len)
		return false;
	if (same == a_len || memcmp(a + same + 1, b + same + 1, a_len - same - 1) == 0)
		return true;
	return same + 1 < a_len && a[same] == b[same + 1] && a[same + 1] == b[same] &&
	       memcmp(a + same + 2, b + same + 2, a_len - same - 2) == 0;
}

static bool
nearly_matches(const struct stem *stem, const struct word *word)
{
	if (!stem->tolerant || word->listed ||
	    __builtin_popcount(stem->mask & ~word->mask) > 1)
		return false;
	if (stem->kind == STEM_WHOLE)
		return is_near(stem->letters, stem->len, word->letters, word->len);
	/* Else "everything" would be near "fever*". */
	if (word->letters[0] != stem->letters[0])
		return false;
	for (size_t len = stem->len - 1; len <= stem->len + 1 && len <= word->len;
	     len++)
		if (is_near(stem->letters, stem->len, word->letters, len))
			return true;
	return false;
}

static bool
stem_matches(const struct stem *stem, const struct word *word, bool tolerant)
{
	bool same = (stem->mask & ~word->mask) == 0 && stem->len <= word->len;

	if (same && stem->kind == STEM_INSIDE)
		same =
		    memmem(word->letters, word->len, stem->letters, stem->len) != NULL;
	else if (same)
		same = memcmp(word->letters, stem->letters, stem->len) == 0 &&
		       (stem->kind == STEM_START || stem->len == word->len);
	return same || (tolerant && nearly_matches(stem, word));
}

/*
 * A danger word counts as nothing where it stands between those of a phrase: it
 * must not hide the other.
 */
static size_t
match_rest(const struct phrase *phrase, size_t stem, const struct words *words,
    size_t at, size_t gap, bool tolerant)
{
	for (; stem < phrase->n && at < words->n; at++) {
		const struct word *word = &words->at[at];
		bool opens = phrase->gap == stem + 1;

		if (stem_matches(&phrase->stems[stem], word, tolerant)) {
			size_t end = match_rest(phrase, stem + 1, words, at + 1,
			    opens ? GAP_MAX : 0, tolerant);

			if (end != 0)
				return end;
		}
		if (stem == 0 || (!word->danger && gap-- == 0))
			return 0;
	}
	return stem == phrase->n ? at : 0;
}

size_t
triage_words_match(
    const struct phrase *phrase, const struct words *words, size_t at, bool tolerant)
{
	const struct stem *first = phrase->stems;

	/* Almost always it ends here: most of its letters are not in the word. */
	if (at >= words->n ||
	    __builtin_popcount(first->mask & ~words->at[at].mask) > (int)tolerant)
		return 0;
	return match_rest(phrase, 0, words, at, 0, tolerant);
}

bool
triage_words_spoken(const struct phrase *phrase, const char *language)
{
	bool same = phrase->everyone || strcmp(phrase->language, language) == 0;

	for (size_t i = 0; !same && phrase->codes[i] != NULL; i++)
		same = strcmp(phrase->codes[i], language) == 0;
	return same;
}

size_t
triage_words_find(const struct triage *triage, enum role role, const char *language,
    const struct words *words, size_t at)
{
	size_t longest = 0;

	for (const struct phrase *p = triage->phrases[role]; p != NULL; p = p->next) {
		size_t end = 0;

		if (triage_words_spoken(p, language))
			end = triage_words_match(p, words, at, false);
		if (end > longest)
			longest = end;
	}
	return longest;
}
