#include "base/embed.h"

struct pw_bytes pw_embedded(const char *name)
{
    for (const struct pw_embedded *f = pw_embedded_files; f->name != NULL; f++)
        if (strcmp(f->name, name) == 0)
            return pw_bytes_of(f->start, (size_t)(f->end - f->start));
    return (struct pw_bytes){ 0 };
}
