/*
 * fuzz_picture.c - whatever is brought as a picture: what is kept of it is a JPEG of
 * the sizes that are promised, without a word of its camera's, and can be drawn again.
 */

#include "fuzz.h"

#include <string.h>

#include "ext/picture.h"

static void
is_a_jpeg(struct picture_file file)
{
	REQUIRE(file.len > 3 && memcmp(file.jpeg, "\xff\xd8\xff", 3) == 0);
	REQUIRE(memmem(file.jpeg, file.len < 64 ? file.len : 64, "Exif", 4) == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	enum picture_fault fault;
	struct picture first, again;
	enum status status =
	    picture_draw_here(arena, (const char *)data, size, &first, &fault);

	REQUIRE(status == OK || status == ERR_INVALID);
	REQUIRE((status == OK) == (fault == PICTURE_FINE));
	if (status == OK) {
		REQUIRE(first.width > 0 && first.width <= PICTURE_EDGE);
		REQUIRE(first.height > 0 && first.height <= PICTURE_EDGE);
		is_a_jpeg(first.whole);
		is_a_jpeg(first.small);
		REQUIRE(picture_draw_here(arena, first.whole.jpeg, first.whole.len,
			    &again, &fault) == OK);
		REQUIRE(again.width == first.width && again.height == first.height);
		REQUIRE(picture_of_text(arena, picture_text(arena, first.small)).len ==
			first.small.len);
	}
	arena_free(arena);
	return 0;
}
