/* The table of printer models, made by make_profiles.py. */
#ifndef PACKWRIGHT_PROFILES_H
#define PACKWRIGHT_PROFILES_H

#include "packwright/profile.h"

extern const struct pw_profile pw_profiles[]; /* the first is "default" */
extern const size_t pw_profile_count;

#endif
