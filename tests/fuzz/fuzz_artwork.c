/* Any bytes as a carrier's label: a page of the paper's size, or an error in words; what a check lets through it lets through
 * again. */
#include "document/artwork.h"

#include "document/artwork_size.h"
#include "document/picture.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_zpl(struct pw_bytes in)
{
    static const char *const never[] = { "~JR", "^JU", "^CC", "~CC", "^JM", "~EG", "^KN", "^TO" };
    struct pw_zpl_report report, again;
    struct pw_error err = { 0 };
    struct pw_buf out, second;
    pw_buf_init(&out, 1 << 22);
    pw_buf_init(&second, 1 << 22);
    if (pw_zpl_check(in, &out, &report, &err)) {
        assert(report.labels > 0);
        assert(pw_zpl_check(pw_buf_peek(&out), &second, &again, &err));
        assert(again.labels == report.labels && again.notes[0] == '\0');
        bool binary = memmem(out.data, out.len, "GFB", 3) != NULL || memmem(out.data, out.len, "gf", 2) != NULL ||
                      memmem(out.data, out.len, "Gf", 2) != NULL || memmem(out.data, out.len, "gF", 2) != NULL ||
                      memmem(out.data, out.len, "GFb", 3) != NULL || memmem(out.data, out.len, "~D", 2) != NULL ||
                      memmem(out.data, out.len, "~d", 2) != NULL;
        for (size_t i = 0; !binary && i < PW_COUNT(never); i++)
            assert(memmem(out.data, out.len, never[i], 3) == NULL);
    } else {
        assert(err.code != PW_OK && err.text[0] != '\0');
    }
    pw_buf_finish(&out);
    pw_buf_finish(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct pw_artwork_setup setup = { .width = { 25000 }, .length = { 40000 }, .dots_per_mm = 8, .page = 1 };
    struct pw_page page = { 0 };
    struct pw_error err = { 0 };
    uint8_t *exact = malloc(size + 1); /* one byte past the end is caught */
    if (exact == NULL)
        abort();
    memcpy(exact + 1, data, size);
    struct pw_bytes in = pw_bytes_of(exact + 1, size);
    check_zpl(in);
    struct pw_um width = { 0 }, length = { 0 };
    if (pw_artwork_size(in, 8, &width, &length))
        assert(width.um >= 1000 && width.um <= 5000000 && (length.um == 0 || (length.um >= 1000 && length.um <= 5000000)));
    bool large = size > 24 && memcmp(data, "\x89PNG", 4) == 0 &&
                 (data[16] | data[17] | data[18] >> 4 | data[20] | data[21] | data[22] >> 4) != 0;
    if (pw_artwork_kind(in) != PW_ARTWORK_PDF && !large) { /* a process for each input is too slow, and poppler is not ours */
        if (pw_artwork_draw(in, &setup, &page, &err))
            assert(page.width == 200 && page.height == 320);
        else
            assert(err.code != PW_OK && err.text[0] != '\0');
    }
    pw_page_finish(&page);
    free(exact);
    return 0;
}
