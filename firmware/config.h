/* The configuration: one INI file, checked whole before anything starts. */
#ifndef PACKWRIGHT_CONFIG_H
#define PACKWRIGHT_CONFIG_H

#include "packwright/section.h"

struct pw_config {
    char *path;   /* the file; "" when there is none and the standard values hold */
    char *folder; /* that relative paths are relative to */
    struct pw_section *sections;
    size_t count;
};

/**
 * Read and check a configuration. path NULL: $PACKWRIGHT_CONFIG, else packwright.conf here, else /etc/packwright/packwright.conf,
 * else the standard values.
 *
 * Ownership: *ret_config is the caller's, for pw_config_free; sections live as long as it.
 * Errors:    PW_ERR_CONFIG names file, line and the nearest right word; PW_ERR_NOT_FOUND when a path was given and isn't there.
 */
PW_MUST_CHECK bool pw_config_load(const char *path, struct pw_config **ret_config, struct pw_error *err);
/** The same from text in memory; name stands for the file in errors, folder for relative paths. */
PW_MUST_CHECK bool pw_config_parse(const char *text, const char *name, const char *folder, struct pw_config **ret_config,
                                   struct pw_error *err);
void pw_config_free(struct pw_config *config);

/** The section, or NULL. station, sender, store and kiosk always exist. name is "" for those. */
const struct pw_section *pw_config_section(const struct pw_config *config, const char *type, const char *name);
/** The n-th section of a type in the order of the file; NULL after the last. */
const struct pw_section *pw_config_nth(const struct pw_config *config, const char *type, size_t n);

#endif
