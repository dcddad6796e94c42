#include "intake/render.h"

#include "document/artwork.h"

#include <stdio.h>
#include <string.h>

bool pw_file_check(const struct pw_config *config, const struct pw_file_request *request, struct pw_error *err)
{
    char names[200] = "";
    const struct pw_section *s;
    if (pw_config_section(config, "printer", request->printer) == NULL) {
        for (size_t i = 0; (s = pw_config_nth(config, "printer", i)) != NULL; i++) {
            size_t n = strlen(names);
            snprintf(names + n, sizeof names - n, "%s%s", n == 0 ? "" : ", ", s->name);
        }
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "there is no printer %.60s; the configuration has %s", request->printer,
                       names[0] == '\0' ? "none" : names);
    }
    if (request->content.len > 0 && pw_artwork_kind(request->content) == PW_ARTWORK_UNKNOWN)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "%.100s is neither ZPL nor PDF nor PNG", request->name);
    return true;
}

static bool draw(struct pw_bytes content, const struct pw_printing *p, struct pw_buf *out, struct pw_error *err)
{
    struct pw_page page = { 0 };
    const struct pw_artwork_setup setup = { .width = p->width, .length = p->length, .dots_per_mm = p->dots_per_mm };
    if (p->language->render_page == NULL)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "a printer that speaks %s takes no pictures of a whole page",
                       p->language->name);
    if (!pw_artwork_draw(content, &setup, &page, err))
        return false;
    bool ok = p->language->render_page(&page, p->profile, &p->media, out, err);
    pw_page_finish(&page);
    return ok;
}

bool pw_file_render(struct pw_bytes content, const struct pw_printing *printing, struct pw_buf *out, struct pw_error *err)
{
    struct pw_zpl_report report;
    if (pw_artwork_kind(content) == PW_ARTWORK_ZPL && strcmp(printing->language->name, "zpl") == 0)
        return pw_zpl_check(content, out, &report, err);
    return draw(content, printing, out, err);
}
