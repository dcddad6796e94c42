#include "document/customs_form.h"
bool pw_cn23_draw(struct pw_label_press *press, const struct pw_customs *customs, struct pw_um width, struct pw_um height,
                  int dots_per_mm, struct pw_page *ret_pages, size_t *ret_count, struct pw_error *err)
{
    (void)press, (void)customs, (void)width, (void)height, (void)dots_per_mm, (void)ret_pages;
    *ret_count = 0;
    return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "not yet");
}
