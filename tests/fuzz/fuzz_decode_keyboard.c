/*
 * Whatever a keyboard reports: first byte the layout, then reports of 8 bytes. What comes out is UTF-8 within its bounds, a
 * repeated report says nothing new, a roll-over report says nothing at all, and after rest and all keys up the same keys give the
 * same text.
 */
#include "scanner/decode_keyboard.h"

#include "packwright/utf8.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void report(struct pw_keyboard *k, const uint8_t *data, size_t size, struct pw_keyboard_text *ret_text)
{
    uint8_t *exact = malloc(size + (size == 0));
    if (exact == NULL)
        abort();
    memcpy(exact, data, size);
    pw_keyboard_report(k, pw_bytes_of(exact, size), ret_text);
    free(exact);
    assert(ret_text->len <= PW_KEYBOARD_TEXT_MAX);
    assert(pw_utf8_valid(pw_bytes_of(ret_text->bytes, ret_text->len)));
    assert(size >= 8 || (ret_text->len == 0 && ret_text->stray != NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t roll_over[8] = { 0x02, 0, 1, 1, 1, 1, 1, 1 };
    struct pw_keyboard k;
    struct pw_keyboard_text text, again;
    struct pw_error err = { 0 };
    size_t layouts = 0;
    while (pw_keyboard_layouts[layouts] != NULL)
        layouts++;
    if (size < 1 || layouts == 0)
        return 0;
    if (!pw_keyboard_init(&k, pw_keyboard_layouts[data[0] % layouts], &err))
        abort();
    for (size_t at = 1; at < size; at += 8) {
        report(&k, data + at, size - at < 8 ? size - at : 8, &text);
        if (size - at < 8)
            break;
        report(&k, data + at, 8, &again);
        assert(again.len == 0 && again.stray == NULL);
        report(&k, roll_over, 8, &again);
        assert(again.len == 0 && again.stray == NULL);
    }
    pw_keyboard_rest(&k, &text);
    assert(text.len <= 3 && pw_utf8_valid(pw_bytes_of(text.bytes, text.len)));
    pw_keyboard_rest(&k, &text);
    assert(text.len == 0);
    struct pw_keyboard other;
    pw_keyboard_forget(&k);
    if (size < 9 || !pw_keyboard_init(&other, pw_keyboard_layouts[data[0] % layouts], &err))
        return 0;
    report(&k, data + 1, 8, &text);
    report(&other, data + 1, 8, &again);
    assert(text.len == again.len && memcmp(text.bytes, again.bytes, text.len) == 0);
    return 0;
}
