#include "profiles.h"

#include <strings.h>

const struct pw_profile *pw_profile_find(const char *name)
{
    for (size_t i = 0; i < pw_profile_count; i++)
        if (strcasecmp(pw_profiles[i].name, name) == 0)
            return &pw_profiles[i];
    return NULL;
}

const struct pw_profile *pw_profile_nth(size_t n)
{
    return n < pw_profile_count ? &pw_profiles[n] : NULL;
}
