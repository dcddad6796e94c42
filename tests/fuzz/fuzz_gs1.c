/* Element strings and Digital Links: values lie within the input, what is accepted puts itself together again, no text breaks it.
 */
#include "barcode/gs1.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The fields in order, each with a separator behind it, must be read as the same fields. */
static void again(const struct pw_gs1 *gs1)
{
    static struct pw_gs1 second;
    char text[8192];
    size_t n = 0;
    for (size_t i = 0; i < gs1->count; i++) {
        const struct pw_gs1_field *f = &gs1->fields[i];
        size_t code = strlen(f->code);
        assert(n + code + f->value.len + 1 <= sizeof text);
        memcpy(text + n, f->code, code);
        memcpy(text + n + code, f->value.data, f->value.len);
        n += code + f->value.len;
        text[n++] = PW_GS1_SEPARATOR;
    }
    assert(pw_gs1_parse(pw_bytes_of(text, n), &second) && second.count == gs1->count);
    for (size_t i = 0; i < gs1->count; i++)
        assert(second.fields[i].ai == gs1->fields[i].ai && pw_bytes_equal(second.fields[i].value, gs1->fields[i].value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct pw_gs1 gs1;
    char store[PW_GS1_LINK_MAX], code[5];
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL)
        return 0;
    if (size > 0)
        memcpy(exact, data, size);
    bool ok = pw_gs1_parse(pw_bytes_of(exact, size), &gs1);
    assert(ok == (gs1.fault == PW_GS1_OK) && (!ok || gs1.count > 0) && gs1.count <= PW_GS1_FIELDS);
    for (size_t i = 0; i < gs1.count; i++) {
        const struct pw_gs1_field *f = &gs1.fields[i];
        assert(f->value.len > 0 && f->value.len <= 90);
        assert(f->value.data >= exact && f->value.data + f->value.len <= exact + size);
        assert(memchr(f->value.data, PW_GS1_SEPARATOR, f->value.len) == NULL);
        assert(pw_gs1_title(f) != NULL);
    }
    if (ok) {
        (void)pw_gs1_complete(&gs1, code);
        again(&gs1);
    }
    if (pw_gs1_link_parse(pw_bytes_of(exact, size), size % 2 == 0, &gs1, store)) {
        for (size_t i = 0; i < gs1.count; i++)
            assert((const char *)gs1.fields[i].value.data >= store &&
                   (const char *)gs1.fields[i].value.data + gs1.fields[i].value.len <= store + sizeof store);
        again(&gs1);
    }
    free(exact);
    return 0;
}
