/* Any bytes as a template: compiled or refused with a place, and rendered within its ceiling. */
#include "document/mustache.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct pw_mustache *itself(const void *user, struct pw_bytes name)
{
    return name.len > 0 && name.data[0] == 'a' ? user : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pw_mustache *m;
    struct pw_error err = { 0 };
    struct pw_buf out;
    static const struct pw_value items[] = { { .type = PW_VALUE_TRUE }, { .type = PW_VALUE_FALSE } };
    const struct pw_member members[] = { { "a", pw_value_text("text") }, { "b", pw_value_list(items, 2) } };
    const struct pw_value root = pw_value_map(members, 2);
    uint8_t *exact = malloc(size + 1);
    if (exact == NULL)
        return 0;
    memcpy(exact, data, size);
    if (!pw_mustache_compile(pw_bytes_of(exact, size), "t", &m, &err)) {
        assert(err.code != PW_OK && strncmp(err.text, "t:", 2) == 0);
        free(exact);
        return 0;
    }
    free(exact);
    pw_buf_init(&out, 1 << 14);
    struct pw_mustache_partials partials = { itself, m };
    bool ok = pw_mustache_render(m, &root, &partials, pw_escape_html, true, &out, &err);
    assert(ok || err.code != PW_OK);
    assert(out.len <= 1 << 14);
    pw_buf_finish(&out);
    pw_mustache_destroy(m);
    return 0;
}
