/* A parcel's customs declaration. */
#include "station/compose.h"

#include "packwright/clock.h"
#include "station/customs.h"

#include <string.h>

bool pw_compose_customs(const struct pw_composing *g, struct pw_pages *ret_pages, struct pw_error *err)
{
    struct pw_customs_item items[PW_CONTENTS_LINES];
    struct pw_customs_rules rules;
    struct pw_address sender;
    struct pw_customs customs;
    const struct pw_printing *p = g->printing;
    char day[16];
    if (!pw_customs_rules_read(g->c->config, &rules, err))
        return false;
    pw_sender_read(g->c->config, &sender);
    pw_customs_of(&rules, &sender, g->contents, items, &customs);
    pw_compose_day(pw_clock_system.wall_us(&pw_clock_system), day);
    customs.date = day;
    if (!pw_customs_check(&customs, err))
        return false;
    ret_pages->count = 0;
    if (g->request->document == PW_DOC_CN22) {
        if (pw_customs_choose(&customs) != PW_CUSTOMS_CN22)
            return pw_fail(
                err, PW_ERR_BAD_INPUT, 0,
                "this parcel needs a CN23: a CN22 is for up to 300 SDR, 2 kg and %d articles (packwright customs chooses; "
                "see cn22-limit in [customs])",
                PW_CN22_ITEMS);
        ret_pages->count =
            pw_cn22_draw(g->c->label_press, &customs, p->width, p->length, p->dots_per_mm, &ret_pages->pages[0], err);
        return ret_pages->count == 1;
    }
    return pw_cn23_draw(g->c->label_press, &customs, p->width, p->length, p->dots_per_mm, ret_pages->pages, &ret_pages->count,
                        err);
}
