/* The tables. A test reads the headers and compares. */
#include "station/fields.h"

#include "station/decision.h"

/* ---- words ---- */

#define ONE(id, name) +1
enum {
    OUTCOMES = 0 PW_OUTCOMES(ONE),
    REFUSALS = 0 PW_REFUSALS(ONE),
    JOB_STATES = 0 PW_JOB_STATES(ONE),
    ORDER_STATES = 0 PW_ORDER_STATES(ONE),
    PARCEL_STATES = 0 PW_PARCEL_STATES(ONE),
};

static const char *in(const char *const *words, size_t count, int value)
{
    return value >= 0 && (size_t)value < count ? words[value] : NULL;
}

#define WORDS(fn, limit, name, type)                                                                                             \
    static const char *fn(int v)                                                                                                 \
    {                                                                                                                            \
        return v >= 0 && v < (limit) ? name((enum type)v) : NULL;                                                                \
    }
WORDS(outcome, OUTCOMES, pw_outcome_name, pw_outcome)
WORDS(refusal, REFUSALS, pw_refusal_name, pw_refusal)
WORDS(job_status, JOB_STATES, pw_job_status_name, pw_job_status)
WORDS(order_status, ORDER_STATES, pw_order_status_name, pw_order_status)
WORDS(parcel_status, PARCEL_STATES, pw_parcel_status_name, pw_parcel_status)
WORDS(condition, PW_GOODS_COUNT, pw_goods_name, pw_goods)
WORDS(document, PW_DOC_KINDS, pw_doc_name, pw_doc_kind)
WORDS(phase, 64, pw_phase_name, pw_phase)
WORDS(pending, 64, pw_pending_name, pw_pending)

static const char *command(int v)
{
    if (v == PW_COMMAND_PIN_DIGIT)
        return "PINDIGIT";
    const struct pw_command_info *info = pw_command_info((enum pw_command)v);
    return info == NULL ? NULL : info->name;
}

#define LIST(fn, ...)                                                                                                            \
    static const char *fn(int v)                                                                                                 \
    {                                                                                                                            \
        static const char *const words[] = { __VA_ARGS__ };                                                                      \
        return in(words, PW_COUNT(words), v);                                                                                    \
    }
static const char *right(int v)
{
    return v >= 0 ? pw_right_name((enum pw_right)v) : NULL;
}

static const char *note(int v)
{
    return v >= 0 ? pw_note_name((enum pw_note)v) : NULL;
}

LIST(pin, [PW_PIN_NONE] = "", [PW_PIN_RIGHT] = "right", [PW_PIN_WRONG] = "wrong", [PW_PIN_UNREAD] = "unread")
LIST(sign_in, [PW_SIGN_IN_OFF] = "off", [PW_SIGN_IN_OPTIONAL] = "optional", [PW_SIGN_IN_REQUIRED] = "required")
LIST(event_kind, [PW_EVENT_SCAN] = "scan", [PW_EVENT_JOB] = "job", [PW_EVENT_START] = "start", [PW_EVENT_OFFICE] = "office",
     [PW_EVENT_WEIGHT] = "weight", [PW_EVENT_LOCK] = "lock")
LIST(office, [PW_OFFICE_NONE] = "", [PW_OFFICE_HOLD] = "hold", [PW_OFFICE_RELEASE] = "release", [PW_OFFICE_PUSH] = "push",
     [PW_OFFICE_PUSH_BACK] = "push-back", [PW_OFFICE_UNSHELVE] = "unshelve")
LIST(role, [PW_ROLE_BOTH] = "both", [PW_ROLE_PACK] = "pack", [PW_ROLE_DOOR] = "door")
LIST(moment, [PW_ON_OPEN] = "on-open", [PW_ON_COMPLETE] = "on-complete", [PW_ON_REQUEST] = "on-request")
LIST(transparency, [PW_TRANSPARENCY_NONE] = "none", [PW_TRANSPARENCY_AZ] = "az", [PW_TRANSPARENCY_SGTIN] = "sgtin",
     [PW_TRANSPARENCY_URL] = "url", [PW_TRANSPARENCY_SERIAL] = "serial")
LIST(
    effect_kind, [PW_EFFECT_CLAIM] = "claim", [PW_EFFECT_REOPEN] = "reopen", [PW_EFFECT_TAKE_OVER] = "take-over",
    [PW_EFFECT_OPEN_PARCEL] = "open-parcel", [PW_EFFECT_VERIFY] = "verify", [PW_EFFECT_UNDO] = "undo",
    [PW_EFFECT_EMPTY] = "empty", [PW_EFFECT_UNCLAIM] = "unclaim", [PW_EFFECT_HOLD] = "hold", [PW_EFFECT_RELEASE] = "release",
    [PW_EFFECT_PACK] = "pack", [PW_EFFECT_BIND] = "bind", [PW_EFFECT_SHIP] = "ship", [PW_EFFECT_PRINT] = "print",
    [PW_EFFECT_NEW_CODE] = "new-code", [PW_EFFECT_JOB] = "job", [PW_EFFECT_AGAIN] = "again", [PW_EFFECT_DIVERT] = "divert",
    [PW_EFFECT_RETURN] = "return", [PW_EFFECT_RETURN_OPEN] = "return-open", [PW_EFFECT_RETURN_UNIT] = "return-unit",
    [PW_EFFECT_RETURN_STATE] = "return-state", [PW_EFFECT_RETURN_UNDO] = "return-undo", [PW_EFFECT_RETURN_LEAVE] = "return-leave",
    [PW_EFFECT_RETURN_CLOSE] = "return-close", [PW_EFFECT_SHELVE] = "shelve", [PW_EFFECT_SHELF_WHY] = "shelf-why",
    [PW_EFFECT_UNSHELVE] = "unshelve", [PW_EFFECT_PUSH] = "push", [PW_EFFECT_PUSH_BACK] = "push-back",
    [PW_EFFECT_WEIGH] = "weigh", [PW_EFFECT_BOX] = "box", [PW_EFFECT_CLOSE_BOX] = "close-box", [PW_EFFECT_VOID_BOX] = "void-box",
    [PW_EFFECT_OPEN_AGAIN] = "open-again", [PW_EFFECT_SIGN_IN] = "sign-in", [PW_EFFECT_OVERRIDE] = "override",
    [PW_EFFECT_TEACH] = "teach", [PW_EFFECT_ACKNOWLEDGE] = "acknowledge")
LIST(kit_scan, [PW_KIT_EITHER] = "either", [PW_KIT_WHOLE] = "whole", [PW_KIT_COMPONENTS] = "components")
LIST(step_rule, [PW_STEP_NO] = "no", [PW_STEP_WARN] = "warn", [PW_STEP_REFUSE] = "refuse")
LIST(sequence_rule, [PW_SEQUENCE_OFF] = "off", [PW_SEQUENCE_SUGGESTED] = "suggested", [PW_SEQUENCE_FORCED] = "forced")
LIST(weigh_rule, [PW_WEIGH_KNOWN] = "known", [PW_WEIGH_REQUIRED] = "required", [PW_WEIGH_NEVER] = "never")

/* ---- the tables ---- */

#define AT(s, m) #m, .offset = offsetof(struct s, m), .size = sizeof(((struct s *)0)->m)
#define INT(s, m)                                                                                                                \
    {                                                                                                                            \
        AT(s, m), .kind = PW_FIELD_INT                                                                                           \
    }
#define BOOL(s, m)                                                                                                               \
    {                                                                                                                            \
        AT(s, m), .kind = PW_FIELD_BOOL                                                                                          \
    }
#define TEXT(s, m)                                                                                                               \
    {                                                                                                                            \
        AT(s, m), .kind = PW_FIELD_TEXT                                                                                          \
    }
#define POINTER(s, m)                                                                                                            \
    {                                                                                                                            \
        AT(s, m), .kind = PW_FIELD_POINTER                                                                                       \
    }
#define WORD(s, m, fn)                                                                                                           \
    {                                                                                                                            \
        AT(s, m), .kind = PW_FIELD_WORD, .word = fn                                                                              \
    }
#define PART(s, m, table)                                                                                                        \
    {                                                                                                                            \
        AT(s, m), .kind = PW_FIELD_PART, .part = table                                                                           \
    }
#define SET(s, m, fn)                                                                                                            \
    {                                                                                                                            \
        AT(s, m), .kind = PW_FIELD_SET, .word = fn                                                                               \
    }
#define ITEMS(s, m, n) .item = sizeof(((struct s *)0)->m[0]), .count = offsetof(struct s, n)
#define MANY(s, m, n, table)                                                                                                     \
    {                                                                                                                            \
        AT(s, m), .kind = PW_FIELD_LIST, ITEMS(s, m, n), .part = table                                                           \
    }
#define TEXTS(s, m, n)                                                                                                           \
    {                                                                                                                            \
        AT(s, m), .kind = PW_FIELD_TEXTS, ITEMS(s, m, n)                                                                         \
    }

static const struct pw_field unit_fields[] = {
    INT(pw_unit, line),    INT(pw_unit, units), TEXT(pw_unit, component), TEXT(pw_unit, serial), TEXT(pw_unit, lot),
    TEXT(pw_unit, expiry), TEXT(pw_unit, code), INT(pw_unit, how),        TEXT(pw_unit, why),    { 0 },
};

static const struct pw_field kit_fields[] = {
    INT(pw_kit_fact, size),       WORD(pw_kit_fact, scan, kit_scan),
    BOOL(pw_kit_fact, one),       TEXT(pw_kit_fact, captures),
    INT(pw_kit_fact, loose),      INT(pw_kit_fact, begun),
    TEXT(pw_kit_fact, component), TEXT(pw_kit_fact, component_name),
    INT(pw_kit_fact, each),       INT(pw_kit_fact, have),
    INT(pw_kit_fact, others),     TEXT(pw_kit_fact, next),
    INT(pw_kit_fact, next_units), { 0 },
};

static const struct pw_field unit_fact_fields[] = {
    INT(pw_unit_fact, wants),          INT(pw_unit_fact, min_days),
    INT(pw_unit_fact, weight_mg),      INT(pw_unit_fact, serial_order),
    INT(pw_unit_fact, code_order),     TEXT(pw_unit_fact, serial_order_id),
    TEXT(pw_unit_fact, code_order_id), BOOL(pw_unit_fact, lot_blocked),
    TEXT(pw_unit_fact, lot_reason),    { 0 },
};

static const struct pw_field contents_fields[] = {
    TEXT(pw_contents_fact, lot),
    TEXT(pw_contents_fact, sku),
    TEXT(pw_contents_fact, reason),
    INT(pw_contents_fact, codeless),
    { 0 },
};

const struct pw_field pw_state_fields[] = {
    WORD(pw_state, phase, phase),
    WORD(pw_state, pending, pending),
    WORD(pw_state, standing, refusal),
    INT(pw_state, order),
    INT(pw_state, parcel),
    INT(pw_state, subject),
    TEXT(pw_state, box),
    TEXT(pw_state, cage),
    PART(pw_state, unit, unit_fields),
    INT(pw_state, person),
    INT(pw_state, person_us),
    INT(pw_state, pin_wrong),
    INT(pw_state, pin_us),
    WORD(pw_state, asked, command),
    INT(pw_state, asked_us),
    INT(pw_state, approver),
    INT(pw_state, allowed),
    INT(pw_state, allowed_us),
    INT(pw_state, pick),
    TEXT(pw_state, shown),
    TEXT(pw_state, note),
    { 0 },
};

static const struct pw_field aim_fields[] = {
    TEXT(pw_aim, id), INT(pw_aim, family), BOOL(pw_aim, gs1), BOOL(pw_aim, eci), BOOL(pw_aim, add_on), { 0 },
};

static const struct pw_field candidate_fields[] = {
    POINTER(pw_tracking_candidate, carrier), POINTER(pw_tracking_candidate, name),
    POINTER(pw_tracking_candidate, rule),    TEXT(pw_tracking_candidate, number),
    BOOL(pw_tracking_candidate, checked),    BOOL(pw_tracking_candidate, weak),
    INT(pw_tracking_candidate, strength),    { 0 },
};

static const struct pw_field meaning_fields[] = {
    PART(pw_meaning, aim, aim_fields),
    TEXT(pw_meaning, text),
    BOOL(pw_meaning, garbled),
    WORD(pw_meaning, command, command),
    TEXT(pw_meaning, shelf),
    TEXT(pw_meaning, cage),
    TEXT(pw_meaning, badge),
    BOOL(pw_meaning, forged),
    TEXT(pw_meaning, parcel_code),
    TEXT(pw_meaning, sscc),
    TEXT(pw_meaning, order_id),
    TEXTS(pw_meaning, articles, article_count),
    TEXT(pw_meaning, isbn_10),
    BOOL(pw_meaning, fnsku),
    BOOL(pw_meaning, asin),
    WORD(pw_meaning, transparency, transparency),
    BOOL(pw_meaning, gs1),
    BOOL(pw_meaning, gs1_sure),
    INT(pw_meaning, gs1_fault),
    TEXT(pw_meaning, gtin),
    TEXT(pw_meaning, content),
    TEXT(pw_meaning, serial),
    TEXT(pw_meaning, lot),
    TEXT(pw_meaning, expiry),
    INT(pw_meaning, count),
    TEXT(pw_meaning, ship_to_post),
    MANY(pw_meaning, tracking, tracking_count, candidate_fields),
    { 0 },
};

const struct pw_field pw_event_fields[] = {
    WORD(pw_event, kind, event_kind),
    INT(pw_event, time_us),
    TEXT(pw_event, lane),
    TEXT(pw_event, device),
    WORD(pw_event, role, role),
    PART(pw_event, meaning, meaning_fields),
    TEXT(pw_event, shown),
    INT(pw_event, pin_part),
    INT(pw_event, pin_digits),
    INT(pw_event, job),
    WORD(pw_event, job_status, job_status),
    INT(pw_event, accepted),
    INT(pw_event, total),
    TEXT(pw_event, evidence),
    WORD(pw_event, office, office),
    { 0 },
};

static const struct pw_field box_fields[] = {
    INT(pw_box_fact, id),
    INT(pw_box_fact, number),
    INT(pw_box_fact, units),
    { 0 },
};

static const struct pw_field order_fields[] = {
    INT(pw_order_fact, id),
    TEXT(pw_order_fact, order_id),
    TEXT(pw_order_fact, channel),
    WORD(pw_order_fact, status, order_status),
    TEXT(pw_order_fact, hold_reason),
    TEXT(pw_order_fact, notice),
    BOOL(pw_order_fact, unlisted),
    TEXT(pw_order_fact, bench),
    TEXT(pw_order_fact, lane),
    INT(pw_order_fact, address_version),
    INT(pw_order_fact, units),
    INT(pw_order_fact, verified),
    INT(pw_order_fact, missing),
    INT(pw_order_fact, surplus),
    TEXT(pw_order_fact, too_many),
    INT(pw_order_fact, loose),
    BOOL(pw_order_fact, gift),
    TEXT(pw_order_fact, shelf),
    TEXT(pw_order_fact, shelf_reason),
    BOOL(pw_order_fact, pushed),
    PART(pw_order_fact, box, box_fields),
    INT(pw_order_fact, boxes),
    WORD(pw_order_fact, customs, document),
    { 0 },
};

static const struct pw_field note_fields[] = {
    WORD(pw_note_fact, kind, note), TEXT(pw_note_fact, text), TEXT(pw_note_fact, digest), BOOL(pw_note_fact, read), { 0 },
};

static const struct pw_field back_fields[] = {
    TEXT(pw_back_fact, article),   BOOL(pw_back_fact, component), INT(pw_back_fact, left),
    INT(pw_back_fact, back),       INT(pw_back_fact, makes),      TEXT(pw_back_fact, next),
    INT(pw_back_fact, next_units), TEXT(pw_back_fact, instead),   { 0 },
};

static const struct pw_field line_fields[] = {
    INT(pw_line_fact, id),
    INT(pw_line_fact, quantity),
    INT(pw_line_fact, verified),
    INT(pw_line_fact, units),
    INT(pw_line_fact, sequence),
    TEXT(pw_line_fact, sku),
    TEXT(pw_line_fact, name),
    PART(pw_line_fact, kit, kit_fields),
    MANY(pw_line_fact, notes, note_count, note_fields),
    PART(pw_line_fact, unit, unit_fact_fields),
    PART(pw_line_fact, back, back_fields),
    { 0 },
};

static const struct pw_field parcel_fields[] = {
    INT(pw_parcel_fact, id),
    INT(pw_parcel_fact, order),
    INT(pw_parcel_fact, number),
    INT(pw_parcel_fact, place),
    INT(pw_parcel_fact, units),
    WORD(pw_parcel_fact, status, parcel_status),
    TEXT(pw_parcel_fact, barcode),
    BOOL(pw_parcel_fact, superseded),
    BOOL(pw_parcel_fact, reopened),
    BOOL(pw_parcel_fact, explained),
    TEXT(pw_parcel_fact, box),
    INT(pw_parcel_fact, tare_g),
    INT(pw_parcel_fact, weight_mg),
    INT(pw_parcel_fact, packed_us),
    TEXT(pw_parcel_fact, carrier),
    TEXT(pw_parcel_fact, tracking),
    INT(pw_parcel_fact, bound_us),
    INT(pw_parcel_fact, label_version),
    INT(pw_parcel_fact, postage),
    BOOL(pw_parcel_fact, slip_printed),
    BOOL(pw_parcel_fact, label_printed),
    BOOL(pw_parcel_fact, content_printed),
    BOOL(pw_parcel_fact, customs_printed),
    { 0 },
};

static const struct pw_field job_fields[] = {
    INT(pw_job_fact, id),
    INT(pw_job_fact, order),
    INT(pw_job_fact, parcel),
    WORD(pw_job_fact, document, document),
    WORD(pw_job_fact, status, job_status),
    TEXT(pw_job_fact, printer),
    INT(pw_job_fact, address_version),
    BOOL(pw_job_fact, of_void_box),
    { 0 },
};

static const struct pw_field spare_fields[] = {
    BOOL(pw_spare_fact, found), INT(pw_spare_fact, printer), TEXT(pw_spare_fact, name),   TEXT(pw_spare_fact, spare),
    TEXT(pw_spare_fact, words), BOOL(pw_spare_fact, ready),  INT(pw_spare_fact, waiting), { 0 },
};

static const struct pw_field spares_fields[] = {
    PART(pw_spares_fact, divert, spare_fields),
    BOOL(pw_spares_fact, unclear),
    BOOL(pw_spares_fact, down),
    PART(pw_spares_fact, back, spare_fields),
    { 0 },
};

static const struct pw_field box_type_fields[] = {
    TEXT(pw_box_type_fact, name),
    INT(pw_box_type_fact, tare_g),
    BOOL(pw_box_type_fact, scanned),
    { 0 },
};

static const struct pw_field cage_fields[] = {
    TEXT(pw_cage_fact, name),
    TEXT(pw_cage_fact, carrier),
    INT(pw_cage_fact, waiting),
    { 0 },
};

static const struct pw_field return_fields[] = {
    INT(pw_return_fact, id),       TEXT(pw_return_fact, bench),
    TEXT(pw_return_fact, lane),    INT(pw_return_fact, units),
    INT(pw_return_fact, last),     WORD(pw_return_fact, condition, condition),
    BOOL(pw_return_fact, restock), TEXT(pw_return_fact, sku),
    INT(pw_return_fact, proposed), TEXT(pw_return_fact, kit),
    TEXT(pw_return_fact, lacks),   INT(pw_return_fact, lacks_units),
    TEXT(pw_return_fact, part_of), { 0 },
};

static const struct pw_field scale_fields[] = {
    BOOL(pw_scale_fact, present),    BOOL(pw_scale_fact, ready),  TEXT(pw_scale_fact, name),        TEXT(pw_scale_fact, words),
    BOOL(pw_scale_fact, settled),    BOOL(pw_scale_fact, used),   INT(pw_scale_fact, mg),           INT(pw_scale_fact, step_mg),
    INT(pw_scale_fact, last_parcel), INT(pw_scale_fact, last_mg), INT(pw_scale_fact, last_unit_mg), { 0 },
};

static const struct pw_field weight_item_fields[] = {
    TEXT(pw_weight_item, sku),
    INT(pw_weight_item, units),
    INT(pw_weight_item, unit_mg),
    { 0 },
};

static const struct pw_field weight_fields[] = {
    BOOL(pw_weight_fact, known),
    BOOL(pw_weight_fact, at_least),
    INT(pw_weight_fact, expected_mg),
    INT(pw_weight_fact, spread_mg),
    INT(pw_weight_fact, tolerance_mg),
    INT(pw_weight_fact, tolerant_mg),
    INT(pw_weight_fact, seen),
    TEXT(pw_weight_fact, content),
    MANY(pw_weight_fact, items, item_count, weight_item_fields),
    { 0 },
};

static const struct pw_field person_fields[] = {
    INT(pw_person_fact, id),
    TEXT(pw_person_fact, name),
    SET(pw_person_fact, rights, right),
    { 0 },
};

static const struct pw_field people_fields[] = {
    PART(pw_people_fact, person, person_fields),
    PART(pw_people_fact, badge, person_fields),
    PART(pw_people_fact, approver, person_fields),
    TEXT(pw_people_fact, holders),
    INT(pw_people_fact, note_wants),
    WORD(pw_people_fact, pin, pin),
    PART(pw_people_fact, pick, line_fields),
    { 0 },
};

/* All but the rules, which are kept apart: they stay the same for as long as the station runs. */
const struct pw_field pw_facts_fields[] = {
    PART(pw_facts, open, order_fields),
    PART(pw_facts, open_parcel, parcel_fields),
    PART(pw_facts, expected, line_fields),
    PART(pw_facts, subject, parcel_fields),
    PART(pw_facts, subject_order, order_fields),
    INT(pw_facts, last_verification),
    PART(pw_facts, undo_line, line_fields),
    PART(pw_facts, uncertain, job_fields),
    PART(pw_facts, uncertain_order, order_fields),
    PART(pw_facts, spares, spares_fields),
    PART(pw_facts, order, order_fields),
    PART(pw_facts, order_parcel, parcel_fields),
    PART(pw_facts, order_slip, job_fields),
    PART(pw_facts, parcel, parcel_fields),
    BOOL(pw_facts, by_tracking),
    PART(pw_facts, parcel_order, order_fields),
    PART(pw_facts, parcel_contents, contents_fields),
    PART(pw_facts, parcel_label, job_fields),
    MANY(pw_facts, lines, line_count, line_fields),
    PART(pw_facts, unit_line, line_fields),
    TEXT(pw_facts, today),
    TEXT(pw_facts, item_sku),
    TEXT(pw_facts, item_name),
    PART(pw_facts, wanted, order_fields),
    PART(pw_facts, wanted_line, line_fields),
    PART(pw_facts, wanted_parcel, parcel_fields),
    MANY(pw_facts, notes, note_count, note_fields),
    PART(pw_facts, box_type, box_type_fields),
    PART(pw_facts, cage, cage_fields),
    PART(pw_facts, ret, return_fields),
    INT(pw_facts, ret_shipped),
    PART(pw_facts, scale, scale_fields),
    PART(pw_facts, weight, weight_fields),
    PART(pw_facts, people, people_fields),
    PART(pw_facts, job, job_fields),
    { 0 },
};

/* All but config, which is for resolve. */
const struct pw_field pw_rules_fields[] = {
    TEXT(pw_rules, bench),
    WORD(pw_rules, slip, moment),
    WORD(pw_rules, label, moment),
    SET(pw_rules, restock, condition),
    BOOL(pw_rules, clear_code),
    TEXT(pw_rules, carrier),
    TEXT(pw_rules, service),
    TEXT(pw_rules, postage),
    TEXT(pw_rules, sscc_prefix),
    SET(pw_rules, printer_for, document),
    WORD(pw_rules, weigh, weigh_rule),
    WORD(pw_rules, step, step_rule),
    WORD(pw_rules, sequence, sequence_rule),
    SET(pw_rules, acknowledge, note),
    INT(pw_rules, weight_permille),
    INT(pw_rules, packaging_g),
    BOOL(pw_rules, box_required),
    WORD(pw_rules, sign_in, sign_in),
    INT(pw_rules, lock_after_us),
    { 0 },
};

static const struct pw_field effect_fields[] = {
    WORD(pw_effect, kind, effect_kind),
    INT(pw_effect, order),
    INT(pw_effect, parcel),
    INT(pw_effect, line),
    INT(pw_effect, id),
    INT(pw_effect, number),
    WORD(pw_effect, document, document),
    WORD(pw_effect, job_status, job_status),
    TEXT(pw_effect, text),
    TEXT(pw_effect, text2),
    { 0 },
};

const struct pw_field pw_decision_fields[] = {
    WORD(pw_decision, outcome, outcome),
    WORD(pw_decision, refusal, refusal),
    PART(pw_decision, next, pw_state_fields),
    MANY(pw_decision, effects, effect_count, effect_fields),
    INT(pw_decision, order),
    INT(pw_decision, parcel),
    INT(pw_decision, line),
    INT(pw_decision, count),
    INT(pw_decision, of),
    PART(pw_decision, item, line_fields),
    PART(pw_decision, unit, unit_fields),
    WORD(pw_decision, doubt, refusal),
    TEXT(pw_decision, who),
    TEXT(pw_decision, approver),
    BOOL(pw_decision, read),
    BOOL(pw_decision, quiet),
    BOOL(pw_decision, impossible),
    { 0 },
};
