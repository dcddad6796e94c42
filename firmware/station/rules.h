/* What the configuration says about the flow at the bench, in the form that decide wants it. */
#ifndef PACKWRIGHT_RULES_H
#define PACKWRIGHT_RULES_H

#include "packwright/error.h"
#include "station/notes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pw_config;

/* Whether people sign in at the bench: decide_people.c. */
enum pw_sign_in { PW_SIGN_IN_OFF, PW_SIGN_IN_OPTIONAL, PW_SIGN_IN_REQUIRED };

enum pw_moment { PW_ON_OPEN, PW_ON_COMPLETE, PW_ON_REQUEST };

enum pw_doc_kind {
    PW_DOC_SLIP,
    PW_DOC_GIFT_SLIP,
    PW_DOC_LABEL,
    PW_DOC_COMMANDS,
    PW_DOC_CONTENT_LABEL,
    PW_DOC_CN22,
    PW_DOC_CN23,
    PW_DOC_HANDOVER,
    PW_DOC_TEST_PAGE,
    PW_DOC_SELF_TEST,
    PW_DOC_KINDS
};

/* When a full box is weighed: decide_weight.c. */
enum pw_weigh_rule { PW_WEIGH_KNOWN, PW_WEIGH_REQUIRED, PW_WEIGH_NEVER };

/* What becomes of a scan when the scale says that no unit, or another, was put in since the last: decide_step.c. */
enum pw_step_rule { PW_STEP_NO, PW_STEP_WARN, PW_STEP_REFUSE };

/* What the articles' sequence does: decide_sequence.c. */
enum pw_sequence_rule { PW_SEQUENCE_OFF, PW_SEQUENCE_SUGGESTED, PW_SEQUENCE_FORCED };

/* What a scanner is for. */
enum pw_role { PW_ROLE_BOTH, PW_ROLE_PACK, PW_ROLE_DOOR };

struct pw_rules {
    char bench[32];
    enum pw_moment slip, label;
    bool restock[5];               /* by enum pw_goods: such a unit goes back to stock unless somebody says otherwise */
    bool clear_code;               /* a refusal must be cleared by the clear code */
    char carrier[50], service[50]; /* when nothing else chose them */
    char postage[200];             /* ",shop,": channels whose parcels get their postage when their box is full */
    char sscc_prefix[11];          /* "" : parcels carry the station's own code */
    bool printer_for[PW_DOC_KINDS];
    enum pw_weigh_rule weigh;
    enum pw_step_rule step;
    enum pw_sequence_rule sequence;
    bool acknowledge[PW_NOTES]; /* by enum pw_note: somebody must say that they have read it */
    int64_t weight_permille;    /* how far a weight may be off */
    int64_t packaging_g;        /* of box and filling; -1: not known */
    bool box_required;          /* none closes before its own barcode was scanned */
    enum pw_sign_in sign_in;
    int64_t lock_after_us;          /* 0: never */
    const struct pw_config *config; /* whose [sender] and [customs] tell whether a parcel needs a form: for resolve */
};

/** "slip", "gift-slip", "label", "commands", "content-label", "cn22", ... Thread: any. */
const char *pw_doc_name(enum pw_doc_kind kind);
/** As people call it: "slip", "content label", "customs form CN22". Thread: any. */
const char *pw_doc_title(enum pw_doc_kind kind);

struct pw_section;
/** True if a [printer ...] prints this by itself: its documents name it, or what stands for it and no printer names it. */
bool pw_printer_prints(const struct pw_config *config, const struct pw_section *printer, enum pw_doc_kind kind);

/** True where postage for a channel's parcels is bought when their box is full. Pure. */
bool pw_rules_buys(const struct pw_rules *rules, const char *channel);

/** Read the rules of a configuration, which they point into. Thread: any. Errors: PW_ERR_CONFIG. */
PW_MUST_CHECK bool pw_rules_read(const struct pw_config *config, struct pw_rules *ret_rules, struct pw_error *err);

#endif
