#include "packwright/section.h"

#include <stdlib.h>
#include <string.h>

const char *pw_section_get(const struct pw_section *section, const char *key)
{
    for (size_t i = 0; i < section->count; i++)
        if (strcmp(section->entries[i].key, key) == 0)
            return section->entries[i].value;
    for (size_t t = 0; t < PW_COUNT(section->keys) && section->keys[t] != NULL; t++)
        for (const struct pw_key *k = section->keys[t]; k->name != NULL; k++)
            if (strcmp(k->name, key) == 0)
                return k->standard;
    return NULL;
}

int64_t pw_section_int(const struct pw_section *section, const char *key, int64_t otherwise)
{
    const char *value = pw_section_get(section, key);
    return value == NULL ? otherwise : strtoll(value, NULL, 0);
}

int64_t pw_section_us(const struct pw_section *section, const char *key, int64_t otherwise)
{
    const char *value = pw_section_get(section, key);
    if (value == NULL)
        return otherwise;
    char *unit;
    int64_t n = strtoll(value, &unit, 10);
    if (strcmp(unit, "ms") == 0)
        return n * 1000;
    if (strcmp(unit, "min") == 0)
        return n * 60000000;
    if (strcmp(unit, "h") == 0)
        return n * 3600000000;
    if (strcmp(unit, "d") == 0)
        return n * 86400000000;
    return n * 1000000; /* "s" */
}

bool pw_section_has_word(const struct pw_section *section, const char *key, const char *word)
{
    const char *p = pw_section_get(section, key);
    size_t len = strlen(word);
    while (p != NULL && *p != '\0') {
        p += strspn(p, ", \t");
        size_t n = strcspn(p, ", \t");
        if (n == len && strncmp(p, word, n) == 0)
            return true;
        p += n;
    }
    return false;
}
