/*
 * The members of what decide gets and gives, by name: so that the journal can keep them, and replay can read them back and say
 * which of them differ. A member that is added to one of those structs gets its line in fields.c.
 *
 * Written as a JSON object that leaves out what is 0, false or "".
 */
#ifndef PACKWRIGHT_FIELDS_H
#define PACKWRIGHT_FIELDS_H

#include "packwright/bytes.h"

#include <jansson.h>
#include <stddef.h>

enum pw_field_kind {
    PW_FIELD_INT, /* a signed number of 1, 2, 4 or 8 bytes, or a size_t */
    PW_FIELD_BOOL,
    PW_FIELD_WORD,    /* an enum: by its word, so that values may be renumbered */
    PW_FIELD_TEXT,    /* a char array */
    PW_FIELD_POINTER, /* a text kept elsewhere */
    PW_FIELD_PART,    /* a struct */
    PW_FIELD_LIST,    /* an array of structs, with the member that counts them */
    PW_FIELD_TEXTS,   /* an array of char arrays, with the member that counts them */
    PW_FIELD_SET,     /* an array of bool: the words of those that are true */
};

struct pw_field {
    const char *name; /* NULL ends a table */
    enum pw_field_kind kind;
    size_t offset, size; /* of the member */
    size_t item;         /* LIST, TEXTS: size of one */
    size_t count;        /* LIST, TEXTS: offset of the size_t that counts them */
    const struct pw_field *part;
    const char *(*word)(int value); /* NULL for a value that has none */
};

extern const struct pw_field pw_state_fields[], pw_event_fields[], pw_facts_fields[], pw_decision_fields[], pw_rules_fields[];

/** Append the members of the struct at base as a JSON object. Thread: any. */
void pw_fields_write(const struct pw_field *fields, const void *base, struct pw_buf *out);

/* What reading met that this program doesn't know: members or words of another version. */
struct pw_fields_unknown {
    char names[600]; /* "facts.open.colour, ...", each once */
};

/**
 * Fill the struct at base, which was zeroed, from an object that pw_fields_write wrote, perhaps another version of it.
 *
 * path:      of the object, for the names of what is unknown.
 * Ownership: PW_FIELD_POINTER members point into object.
 * Thread:    any.
 */
void pw_fields_read(const struct pw_field *fields, const json_t *object, void *base, const char *path,
                    struct pw_fields_unknown *unknown);

/** Call differ for each member in which two structs differ, with both as JSON. Gives how many did. Thread: any. */
size_t pw_fields_compare(const struct pw_field *fields, const void *then, const void *now, const char *path,
                         void (*differ)(void *user, const char *path, const char *then, const char *now), void *user);

#endif
