/*
 * Any bytes as a PNG: a picture of the size that its header says, or an error in words; as dots it has that size, black and white
 * come out dot for dot, and what we write of them is read again as the same. As a template's picture in base64 likewise.
 */
#include "document/png.h"

#include "document/picture.h"
#include "document/receiptline.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(const struct pw_page *page)
{
    struct pw_error err;
    struct pw_buf out;
    struct pw_grey grey;
    struct pw_page again;
    pw_buf_init(&out, 8 << 20);
    if (!pw_page_write_png(page, &out, &err) || !pw_picture_read_png(pw_buf_peek(&out), &grey, &err) ||
        !pw_grey_to_page(&grey, grey.width, grey.height, false, 8, &again, &err))
        abort();
    assert(again.width == page->width && again.height == page->height);
    assert(memcmp(again.bits, page->bits, (size_t)page->stride * (size_t)page->height) == 0);
    pw_page_finish(&again);
    pw_grey_finish(&grey);
    pw_buf_finish(&out);
}

static void check_picture(struct pw_bytes png)
{
    struct pw_grey grey;
    struct pw_error err = { 0 };
    if (!pw_picture_read_png(png, &grey, &err)) {
        assert(err.code != PW_OK && err.text[0] != '\0');
        return;
    }
    assert(grey.width > 0 && grey.width <= PW_PICTURE_MAX_SIDE && grey.height > 0 && grey.height <= PW_PICTURE_MAX_SIDE);
    const struct {
        int width, height;
        bool dither;
    } ways[] = { { grey.width, grey.height, false }, { 40, 30, false }, { 7, 55, true } };
    for (size_t i = 0; i < PW_COUNT(ways); i++) {
        struct pw_page page;
        if (!pw_grey_to_page(&grey, ways[i].width, ways[i].height, ways[i].dither, 8, &page, &err))
            continue; /* memory */
        assert(page.width == ways[i].width && page.height == ways[i].height);
        for (int y = 0; i == 0 && y < page.height; y++)
            for (int x = 0; x < page.width; x++) {
                uint8_t v = grey.dots[(size_t)y * (size_t)grey.width + (size_t)x];
                assert((v != 0 || pw_page_get(&page, x, y)) && (v != 255 || !pw_page_get(&page, x, y)));
            }
        check_again(&page);
        pw_page_finish(&page);
    }
    pw_grey_finish(&grey);
}

static void base64(struct pw_bytes in, struct pw_buf *out)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < in.len; i += 3) {
        uint32_t n = (uint32_t)in.data[i] << 16 | (i + 1 < in.len ? (uint32_t)in.data[i + 1] << 8 : 0) |
                     (i + 2 < in.len ? in.data[i + 2] : 0);
        for (size_t k = 0; k < 4; k++)
            pw_buf_putc(out, k <= in.len - i ? (uint8_t)letters[n >> (18 - 6 * k) & 63] : '=');
    }
}

static void check_template(struct pw_bytes png)
{
    struct pw_buf markup;
    struct pw_document document;
    struct pw_error err = { 0 };
    pw_buf_init(&markup, 1 << 20);
    pw_buf_puts(&markup, "{image:");
    base64(png, &markup);
    pw_buf_puts(&markup, "}\n");
    if (pw_receipt_layout(pw_buf_peek(&markup), 42, NULL, &document, &err)) {
        for (size_t i = 0; i < document.count; i++)
            if (document.blocks[i].type == PW_BLOCK_IMAGE)
                assert(document.blocks[i].u.image.width > 0 && document.blocks[i].u.image.height > 0);
        pw_document_finish(&document);
    } else {
        assert(err.code != PW_OK && err.text[0] != '\0');
    }
    pw_buf_finish(&markup);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *exact = malloc(size + 1); /* one byte past the end is caught */
    if (exact == NULL)
        abort();
    memcpy(exact + 1, data, size);
    struct pw_bytes in = pw_bytes_of(exact + 1, size);
    bool large =
        size > 24 && (data[16] | data[17] | data[18] >> 3 | data[20] | data[21] | data[22] >> 3) != 0; /* slow, no more */
    if (!large) {
        check_picture(in);
        check_template(in);
    }
    free(exact);
    return 0;
}
