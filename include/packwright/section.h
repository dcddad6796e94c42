/* One section of the configuration as a driver sees it, and the keys that a driver accepts. */
#ifndef PACKWRIGHT_SECTION_H
#define PACKWRIGHT_SECTION_H

#include "packwright/attr.h"
#include "packwright/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pw_key_type {
    PW_KEY_TEXT,
    PW_KEY_PATH,  /* relative to the configuration file; made absolute when read */
    PW_KEY_INT,   /* decimal or 0x..., within min..max */
    PW_KEY_WORD,  /* one of words */
    PW_KEY_WORDS, /* a list of words, by comma */
    PW_KEY_TIME,  /* a duration: 500ms, 30s, 5min; stored as text, read with pw_section_us */
};

/* A key that a section accepts. Tables of keys end with a NULL name. */
struct pw_key {
    const char *name;
    enum pw_key_type type;
    const char *standard;     /* value when absent; NULL: none */
    const char *const *words; /* PW_KEY_WORD(S): NULL-terminated */
    int64_t min, max;         /* PW_KEY_INT, when max > min */
    const char *help;         /* one line for the manual */
};

struct pw_entry {
    char *key, *value;
    int line;
};

/* Checked already: every value here is of its key's type. Owned by the configuration, which outlives every driver. */
struct pw_section {
    char *type, *name; /* [printer label]: "printer", "label"; [station]: "station", "" */
    const char *file;
    int line;
    struct pw_entry *entries;
    size_t count;
    const struct pw_key *keys[3]; /* tables that apply, NULL-terminated; for the standard values */
};

/** The value, or the key's standard one, or NULL. Borrowed. Thread: any. */
const char *pw_section_get(const struct pw_section *section, const char *key);
int64_t pw_section_int(const struct pw_section *section, const char *key, int64_t otherwise);
/** Microseconds of a PW_KEY_TIME. */
int64_t pw_section_us(const struct pw_section *section, const char *key, int64_t otherwise);
/** True if word is in a PW_KEY_WORDS list. */
bool pw_section_has_word(const struct pw_section *section, const char *key, const char *word);

#endif
