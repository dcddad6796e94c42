/* What a template is filled with: a small tree of texts, lists and named members. Borrowed memory throughout. */
#ifndef PACKWRIGHT_VALUE_H
#define PACKWRIGHT_VALUE_H

#include "packwright/bytes.h"

enum pw_value_type {
    PW_VALUE_NONE, /* as if the name weren't there */
    PW_VALUE_FALSE,
    PW_VALUE_TRUE,
    PW_VALUE_TEXT,
    PW_VALUE_LIST,
    PW_VALUE_MAP,
};

struct pw_value {
    enum pw_value_type type;
    size_t count; /* of items or members */
    union {
        struct pw_bytes text; /* UTF-8 */
        const struct pw_value *items;
        const struct pw_member *members;
    } u;
};

struct pw_member {
    const char *name;
    struct pw_value value;
};

static inline struct pw_value pw_value_bytes(struct pw_bytes text)
{
    return (struct pw_value){ .type = PW_VALUE_TEXT, .u.text = text };
}
/** NULL and "" are no value at all. */
static inline struct pw_value pw_value_text(const char *text)
{
    return text == NULL || *text == 0 ? (struct pw_value){ 0 } : pw_value_bytes(pw_bytes_str(text));
}
static inline struct pw_value pw_value_bool(bool on)
{
    return (struct pw_value){ .type = on ? PW_VALUE_TRUE : PW_VALUE_FALSE };
}
static inline struct pw_value pw_value_list(const struct pw_value *items, size_t count)
{
    return (struct pw_value){ .type = PW_VALUE_LIST, .count = count, .u.items = items };
}
static inline struct pw_value pw_value_map(const struct pw_member *members, size_t count)
{
    return (struct pw_value){ .type = PW_VALUE_MAP, .count = count, .u.members = members };
}

/** The member of that name; NULL when value is no map or has none. Thread: any. */
const struct pw_value *pw_value_member(const struct pw_value *value, struct pw_bytes name);
/** What a section takes for "no": none, false, an empty list, an empty text. */
bool pw_value_is_empty(const struct pw_value *value);

#endif
