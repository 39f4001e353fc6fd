/* form_map.c - see form_map.h. */

#include "form/form_map.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct form_map {
	size_t size; /* a power of two, and at least half of it is free */
	size_t count;
	struct form_map_slot {
		const char *key;
		void *value;
	} * slots;
};

#define SIZE_FIRST 64

static size_t
hash(const char *key)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *key != '\0'; key++)
		h = (h ^ (unsigned char)*key) * UINT64_C(0x100000001b3);
	return (size_t)(h ^ h >> 29);
}

/* Where the key is, or would be. */
static struct form_map_slot *
find(const struct form_map *map, const char *key)
{
	size_t i = hash(key) & (map->size - 1);

	while (map->slots[i].key != NULL && strcmp(map->slots[i].key, key) != 0)
		i = (i + 1) & (map->size - 1);
	return &map->slots[i];
}

static struct form_map *
grown(struct arena *arena, const struct form_map *old)
{
	struct form_map *map = arena_alloc(arena, sizeof *map);

	map->size = old == NULL ? SIZE_FIRST : old->size * 4;
	ARENA_ARRAY(arena, map->slots, map->size);
	for (size_t i = 0; old != NULL && i < old->size; i++)
		if (old->slots[i].key != NULL) {
			*find(map, old->slots[i].key) = old->slots[i];
			map->count++;
		}
	return map;
}

void
form_map_put(struct arena *arena, struct form_map **map, const char *key, void *value)
{
	struct form_map_slot *slot;

	if (*map == NULL || (*map)->count * 2 >= (*map)->size)
		*map = grown(arena, *map);
	slot = find(*map, key);
	if (slot->key == NULL)
		(*map)->count++;
	slot->key = key;
	slot->value = value;
}

void *
form_map_get(const struct form_map *map, const char *key)
{
	return map == NULL ? NULL : find(map, key)->value;
}
