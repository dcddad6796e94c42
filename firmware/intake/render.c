#include "intake/render.h"

#include "document/artwork.h"

#include <stdio.h>
#include <string.h>

#define TAG "tag:"

static bool has_tag(const struct pw_section *printer, const char *target)
{
    return strncmp(target, TAG, sizeof TAG - 1) == 0 && pw_section_has_word(printer, "tags", target + sizeof TAG - 1);
}

bool pw_file_target_exists(const struct pw_config *config, const char *target)
{
    const struct pw_section *s;
    if (pw_config_section(config, "printer", target) != NULL)
        return true;
    for (size_t i = 0; (s = pw_config_nth(config, "printer", i)) != NULL; i++)
        if (has_tag(s, target))
            return true;
    return false;
}

static bool no_such(const struct pw_config *config, const char *target, struct pw_error *err)
{
    char names[200] = "";
    const struct pw_section *s;
    for (size_t i = 0; (s = pw_config_nth(config, "printer", i)) != NULL; i++) {
        size_t n = strlen(names);
        snprintf(names + n, sizeof names - n, "%s%s", n == 0 ? "" : ", ", s->name);
    }
    return pw_fail(err, PW_ERR_NOT_FOUND, 0, "there is no printer %.60s; the configuration has %s", target,
                   names[0] == '\0' ? "none" : names);
}

bool pw_file_route(const struct pw_config *config, struct pw_db *db, const struct pw_file_request *request,
                   const char **ret_printer, struct pw_error *err)
{
    const struct pw_section *s;
    const char *found = NULL;
    int64_t fewest = 0;
    if (request->content.len > 0 && pw_artwork_kind(request->content) == PW_ARTWORK_UNKNOWN)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "%.100s is neither ZPL nor PDF nor PNG", request->name);
    for (size_t i = 0; (s = pw_config_nth(config, "printer", i)) != NULL; i++) {
        int64_t waiting = 0;
        if (strcmp(s->name, request->printer) == 0) {
            *ret_printer = s->name;
            return true;
        }
        if (!has_tag(s, request->printer))
            continue;
        if (!pw_db_number(db, err, &waiting, "SELECT count(*) FROM job WHERE bench = $1 AND printer = $2 AND " PW_JOB_OPEN, "tt",
                          request->bench, s->name))
            return false;
        if (found == NULL || waiting < fewest) {
            found = s->name;
            fewest = waiting;
        }
    }
    if (found == NULL)
        return no_such(config, request->printer, err);
    *ret_printer = found;
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
