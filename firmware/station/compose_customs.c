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
    pw_compose_sender(g->c->config, &sender);
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

bool pw_compose_customs_form(const struct pw_config *config, struct pw_db *db, int64_t order, int64_t parcel,
                             enum pw_doc_kind *ret_document, struct pw_error *err)
{
    struct pw_customs_item items[PW_CONTENTS_LINES];
    struct pw_contents contents = { 0 };
    struct pw_customs_rules rules;
    struct pw_address sender;
    struct pw_customs customs;
    pw_compose_sender(config, &sender);
    bool ok = pw_customs_rules_read(config, &rules, err) && pw_contents_load(db, order, 0, parcel, &contents, err);
    if (ok && !pw_customs_needed(&rules, &sender, &contents.recipient))
        ok = pw_fail(
            err, PW_ERR_BAD_INPUT, 0,
            "order %.40s goes from %.20s to %.20s, and no customs lie between: --form cn22 or cn23 makes one all the same",
            contents.order_id, sender.country, contents.recipient.country);
    if (ok) {
        pw_customs_of(&rules, &sender, &contents, items, &customs);
        *ret_document = pw_customs_choose(&customs) == PW_CUSTOMS_CN22 ? PW_DOC_CN22 : PW_DOC_CN23;
    }
    pw_contents_finish(&contents);
    return ok;
}
