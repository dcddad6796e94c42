#include "packwright/document.h"

#include <stdlib.h>

bool pw_page_init(struct pw_page *page, int width, int height, int dots_per_mm, struct pw_error *err)
{
    *page = (struct pw_page){ .width = width, .height = height, .stride = (width + 7) / 8, .dots_per_mm = dots_per_mm };
    if (width <= 0 || height <= 0 || (int64_t)page->stride * height > 64 << 20)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "a page of %d x %d dots is not possible", width, height);
    page->bits = calloc((size_t)page->stride, (size_t)height);
    if (page->bits == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a page of %d x %d dots", width, height);
    return true;
}

void pw_page_finish(struct pw_page *page)
{
    free(page->bits);
    *page = (struct pw_page){ 0 };
}
