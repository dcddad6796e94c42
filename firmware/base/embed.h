/* Files that live inside the program: templates, the page, the schema. The table is made at build time by embed.sh. */
#ifndef PACKWRIGHT_EMBED_H
#define PACKWRIGHT_EMBED_H

#include "packwright/bytes.h"

struct pw_embedded {
    const char *name; /* path without "firmware/": "store/schema.sql" */
    const unsigned char *start, *end;
};
extern const struct pw_embedded pw_embedded_files[]; /* ends with a NULL name */

/** The file's bytes, followed by a NUL; data is NULL when there is none of that name. Thread: any. */
struct pw_bytes pw_embedded(const char *name);

#endif
