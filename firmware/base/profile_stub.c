#include "packwright/profile.h"

__attribute__((weak)) const struct pw_profile *pw_profile_find(const char *name)
{
    (void)name;
    return NULL;
}

__attribute__((weak)) const struct pw_profile *pw_profile_nth(size_t n)
{
    (void)n;
    return NULL;
}
