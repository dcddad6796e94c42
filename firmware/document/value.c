#include "document/value.h"

const struct pw_value *pw_value_member(const struct pw_value *value, struct pw_bytes name)
{
    if (value->type != PW_VALUE_MAP)
        return NULL;
    for (size_t i = 0; i < value->count; i++) {
        const struct pw_member *m = &value->u.members[i];
        if (strlen(m->name) == name.len && memcmp(m->name, name.data, name.len) == 0)
            return &m->value;
    }
    return NULL;
}

bool pw_value_is_empty(const struct pw_value *value)
{
    switch (value->type) {
    case PW_VALUE_NONE:
    case PW_VALUE_FALSE:
        return true;
    case PW_VALUE_TEXT:
        return value->u.text.len == 0;
    case PW_VALUE_LIST:
        return value->count == 0;
    case PW_VALUE_TRUE:
    case PW_VALUE_MAP:
        break;
    }
    return false;
}
