/* form_map.h - texts to pointers, for as long as an arena lives. */

#ifndef FORM_MAP_H
#define FORM_MAP_H

#include <stddef.h>

#include "base/arena.h"

struct form_map; /* begins as NULL, which holds nothing */

/* The key must outlive the map; one that is there is put in another's place. */
void form_map_put(struct arena *, struct form_map **, const char *key, void *value);
void *form_map_get(const struct form_map *, const char *key); /* NULL if none */

#endif
