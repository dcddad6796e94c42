#include "station/postage.h"

#include "base/json.h"
#include "packwright/clock.h"
#include "station/box_types.h"
#include "store/captures.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- the order ---- */

static int64_t promised(const char *extra, struct pw_error *err, bool *ret_ok)
{
    json_t *root = NULL;
    int64_t us = 0;
    *ret_ok = *extra == '\0' || pw_json_read(extra, 0, &root, err);
    const char *when = json_string_value(json_object_get(root, "deliver-by"));
    if (when == NULL || !pw_time_parse(when, &us))
        us = 0;
    json_decref(root);
    return us;
}

static bool load_order(struct pw_db *db, int64_t order, struct pw_postage *p, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(db, err, "SELECT order_id, extra FROM orders WHERE id = $1", "i", order);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    bool ok = row == PW_ROW;
    if (ok) {
        snprintf(p->parcel.order_id, sizeof p->parcel.order_id, "%s", pw_stmt_text(s, 0));
        p->about.promised_us = promised(pw_stmt_text(s, 1), err, &ok);
    }
    pw_stmt_done(s);
    return ok && (row == PW_ROW || pw_fail(err, PW_ERR_NOT_FOUND, 0, "there is no such order"));
}

static bool load_tracking(struct pw_db *db, int64_t order, struct pw_postage *p, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT tracking_number FROM parcel WHERE order_pk = $1 AND tracking_number <> '' UNION SELECT tracking_number FROM"
        " purchase WHERE order_pk = $1 AND tracking_number <> ''",
        "i", order);
    size_t len = 0;
    if (s == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW && len < sizeof p->tracking - 1)
        len += (size_t)snprintf(p->tracking + len, sizeof p->tracking - len, "%s\n", pw_stmt_text(s, 0));
    pw_stmt_done(s);
    return row != PW_ROW_FAILED && (len < sizeof p->tracking - 1 ||
                                    pw_fail(err, PW_ERR_UNSUPPORTED, 0, "the order has more parcels than can be told apart"));
}

/* ---- what is in it ---- */

static bool put_items(struct pw_db *db, int64_t parcel, struct pw_postage *p, struct pw_error *err)
{
    p->items = json_array();
    for (size_t i = 0; i < p->contents.line_count; i++) {
        const struct pw_contents_line *line = &p->contents.lines[i];
        struct pw_stmt *s = pw_db_query(db, err, "SELECT order_item_id FROM order_line WHERE id = $1", "i", line->id);
        if (s == NULL)
            return false;
        enum pw_row row = pw_stmt_step(s, err);
        bool kept = row != PW_ROW || json_array_append_new(p->items, json_pack("{s:s, s:I}", "order_item_id", pw_stmt_text(s, 0),
                                                                               "quantity", (json_int_t)line->quantity)) == 0;
        pw_stmt_done(s);
        if (row == PW_ROW_FAILED)
            return false;
        if (!kept)
            return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a parcel's items");
    }
    p->parcel.items = p->items;
    return parcel == 0 || pw_capture_codes(db, parcel, p->items, err);
}

/* What goods are worth is known where it is of all of them, in one currency. */
static void put_value(struct pw_postage *p)
{
    const struct pw_contents *c = &p->contents;
    p->about.value_milli = c->line_count == 0 ? -1 : 0;
    for (size_t i = 0; i < c->line_count; i++) {
        if (c->lines[i].value_milli < 0 || strcmp(c->lines[i].currency, c->lines[0].currency) != 0) {
            p->about.value_milli = -1;
            return;
        }
        p->about.value_milli += c->lines[i].value_milli;
    }
    if (c->line_count > 0)
        snprintf(p->about.currency, sizeof p->about.currency, "%.3s", c->lines[0].currency);
}

/* Of one article, and of what it is made of. */
static bool put_kind(struct pw_db *db, const char *sku, struct pw_postage *p, struct pw_error *err)
{
    char hazmat[64] = "";
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT a.fragile, a.hazmat FROM article a WHERE a.sku = $1 OR a.sku IN (SELECT component FROM"
                    " kit_component WHERE kit = $1)",
                    "t", sku);
    if (s == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW) {
        p->about.fragile = p->about.fragile || pw_stmt_int(s, 0) != 0;
        if (pw_stmt_text(s, 1)[0] != '\0')
            snprintf(hazmat, sizeof hazmat, "%.60s", pw_stmt_text(s, 1));
    }
    pw_stmt_done(s);
    if (hazmat[0] != '\0' && !p->about.hazmat) {
        p->about.hazmat = true;
        snprintf(p->measured, sizeof p->measured, "%.60s in %.40s", hazmat, sku);
    }
    return row == PW_ROW_END;
}

static bool put_contents(struct pw_db *db, int64_t parcel, struct pw_postage *p, struct pw_error *err)
{
    const struct pw_contents *c = &p->contents;
    for (size_t i = 0; i < c->line_count; i++) {
        p->skus[i] = c->lines[i].sku;
        if (!put_kind(db, c->lines[i].sku, p, err))
            return false;
    }
    p->about.skus = p->skus;
    p->about.sku_count = c->line_count;
    p->about.country = c->recipient.country == NULL ? "" : c->recipient.country;
    p->about.region = c->recipient.region == NULL ? "" : c->recipient.region;
    p->about.postal_code = c->recipient.postal_code == NULL ? "" : c->recipient.postal_code;
    p->about.level = c->service;
    put_value(p);
    return put_items(db, parcel, p, err);
}

/* ---- how heavy and how big it is ---- */

static bool load_measures(struct pw_db *db, int64_t parcel, struct pw_box_type *box, int64_t *ret_mg, bool *ret_scanned,
                          struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(db, err, "SELECT weight_mg, tare_g, length_mm, width_mm, height_mm FROM parcel WHERE id = $1", "i", parcel);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    *ret_mg = row == PW_ROW ? pw_stmt_int(s, 0) : 0;
    *ret_scanned = row == PW_ROW && pw_stmt_int(s, 2) > 0;
    if (*ret_scanned)
        *box = (struct pw_box_type){ .tare_g = pw_stmt_int(s, 1),
                                     .length_mm = pw_stmt_int(s, 2),
                                     .width_mm = pw_stmt_int(s, 3),
                                     .height_mm = pw_stmt_int(s, 4) };
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

static bool measure(struct pw_db *db, const struct pw_config *config, const struct pw_section *section, int64_t parcel,
                    struct pw_postage *p, struct pw_error *err)
{
    struct pw_box_type box = { .tare_g = -1 };
    const char *usual = pw_section_get(section, "postage-box");
    int64_t mg;
    bool scanned;
    if (!load_measures(db, parcel, &box, &mg, &scanned, err))
        return false;
    if (!scanned)
        (void)pw_box_type_named(config, usual, &box);
    int64_t weight_g = mg > 0                     ? (mg + 999) / 1000
                       : p->contents.weight_g > 0 ? p->contents.weight_g + (box.tare_g > 0 ? box.tare_g : 0)
                                                  : 0;
    p->parcel.weight_g = p->about.weight_g = weight_g;
    p->parcel.length_mm = p->about.length_mm = box.length_mm;
    p->parcel.width_mm = p->about.width_mm = box.width_mm;
    p->parcel.height_mm = p->about.height_mm = box.height_mm;
    snprintf(p->measured, sizeof p->measured, "%s, %s",
             mg > 0         ? "weighed"
             : weight_g > 0 ? "weight by its articles"
                            : "weight not known",
             scanned             ? "size of the box scanned"
             : box.length_mm > 0 ? "size of the usual box"
                                 : "size not known");
    return true;
}

/* ---- the whole ---- */

static void put_sender(const struct pw_config *config, struct pw_postage_parcel *p)
{
    const struct pw_section *s = pw_config_section(config, "sender", "");
    if (s == NULL)
        return;
    p->from.name = pw_section_get(s, "name");
    p->from.line1 = pw_section_get(s, "line1");
    p->from.line2 = pw_section_get(s, "line2");
    p->from.city = pw_section_get(s, "city");
    p->from.region = pw_section_get(s, "region");
    p->from.postal_code = pw_section_get(s, "postal-code");
    p->from.country = pw_section_get(s, "country");
    p->from.email = pw_section_get(s, "email");
    p->from.phone = pw_section_get(s, "phone");
}

bool pw_postage_load(struct pw_db *db, const struct pw_config *config, const struct pw_section *section, int64_t order,
                     int64_t parcel, struct pw_postage *p, struct pw_error *err)
{
    memset(p, 0, sizeof *p);
    p->parcel.picked_up = strcmp(pw_section_get(section, "pickup"), "yes") == 0;
    p->parcel.experience = "DeliveryConfirmationWithoutSignature";
    put_sender(config, &p->parcel);
    if (!load_order(db, order, p, err) || !load_tracking(db, order, p, err) ||
        !pw_contents_load(db, order, parcel, 0, parcel != 0, &p->contents, err) || !put_contents(db, parcel, p, err))
        return false;
    if (p->about.hazmat) {
        char what[120];
        snprintf(what, sizeof what, "%s", p->measured);
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0,
                       "dangerous goods (%s) are declared by a person: buy this postage in Seller Central, and scan its label",
                       what);
    }
    p->parcel.value_milli = p->about.value_milli;
    snprintf(p->parcel.currency, sizeof p->parcel.currency, "%s", p->about.currency);
    snprintf(p->parcel.reference, sizeof p->parcel.reference, "%" PRId64, parcel);
    return measure(db, config, section, parcel, p, err);
}

void pw_postage_by_rule(struct pw_postage *p, const struct pw_choose_rule *rule, int64_t now_us)
{
    static const char *const words[] = { [PW_SIGNATURE_NO] = "DeliveryConfirmationWithoutSignature",
                                         [PW_SIGNATURE_YES] = "DeliveryConfirmationWithSignature",
                                         [PW_SIGNATURE_ADULT] = "DeliveryConfirmationWithAdultSignature" };
    p->parcel.experience = words[rule->signature];
    p->parcel.arrive_by_us = p->about.promised_us > now_us ? p->about.promised_us : 0;
}

void pw_postage_finish(struct pw_postage *p)
{
    json_decref(p->items);
    p->items = NULL;
    pw_contents_finish(&p->contents);
}
