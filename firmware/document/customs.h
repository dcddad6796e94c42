/* Customs declarations: which form a parcel needs, what it lacks, and the forms as pages of dots. */
#ifndef PACKWRIGHT_CUSTOMS_H
#define PACKWRIGHT_CUSTOMS_H

#include "document/address.h"
#include "document/label.h"

enum pw_customs_form { PW_CUSTOMS_NONE, PW_CUSTOMS_CN22, PW_CUSTOMS_CN23 };

/* In the order of the configuration's words. */
enum pw_customs_category {
    PW_CUSTOMS_SALE,
    PW_CUSTOMS_GIFT,
    PW_CUSTOMS_DOCUMENTS,
    PW_CUSTOMS_SAMPLE,
    PW_CUSTOMS_RETURNED,
    PW_CUSTOMS_OTHER,
    PW_CUSTOMS_CATEGORIES,
};

enum { PW_CUSTOMS_LIMITS = 24, PW_CN22_ITEMS = 5, PW_CN23_PAGES = 64 };

/* What the configuration says. */
struct pw_customs_rules {
    enum pw_customs_category category;
    struct {
        char currency[4];
        int64_t milli;
    } limits[PW_CUSTOMS_LIMITS]; /* up to which value the CN22 is enough */
    size_t limit_count;
    int64_t cn22_weight_g; /* up to which weight */
    int64_t packaging_g;   /* of box and filling; -1: not known */
    const char *explanation, *reference, *signed_by, *free_countries;
};

/* All units of one article in the parcel. Texts are UTF-8; NULL or "" is absent. */
struct pw_customs_item {
    const char *sku, *description, *hs_code, *origin, *currency;
    int64_t quantity;
    int64_t weight_g, value_milli; /* of all of them; -1: not known */
};

struct pw_customs {
    const struct pw_customs_rules *rules;
    struct pw_address sender, recipient;
    const char *phone;    /* the recipient's */
    const char *tracking; /* the carrier's number, as a barcode on the CN23 */
    const char *order_id, *date;
    int parcel, parcels;
    const struct pw_customs_item *items;
    size_t item_count;
};

/**
 * True when a parcel from one address to the other passes customs: countries are one area where they are the same, in the
 * European Union, or in one of the smaller unions; parts of a country may be outside. A country that isn't known is like no
 * other; one that isn't said is taken for the sender's.
 *
 * Thread:    any.
 * Source:    Regulation (EU) 952/2013, article 4, and Directive 2006/112/EC, article 6: a declaration is needed to the parts of a
 *            country that are outside of the Union's customs or VAT territory.
 */
bool pw_customs_needed(const struct pw_customs_rules *rules, const struct pw_address *sender, const struct pw_address *recipient);

/**
 * The form for goods that are declared: the CN22 up to 2 kg and 300 SDR, else the CN23. A limit is set for each currency; for one
 * without a limit, for goods in several currencies, and for more articles than a CN22 has lines, it is the CN23, which is always
 * allowed. What isn't known counts as nothing: pw_customs_check refuses it.
 *
 * Thread:    any.
 * Source:    Universal Postal Union, Convention Manual: CN 22 for goods up to 300 SDR, CN 23 above.
 */
enum pw_customs_form pw_customs_choose(const struct pw_customs *customs);

/**
 * Refuse a declaration that would lack something: which article lacks what, and how to give it. Needed are a description, a
 * weight and a value of each article in one currency; for sold, returned and sample goods HS code and country of origin too; and
 * the addresses.
 *
 * Thread:    any.
 * Errors:    PW_ERR_BAD_INPUT; PW_ERR_CONFIG for what the configuration lacks.
 */
PW_MUST_CHECK bool pw_customs_check(const struct pw_customs *customs, struct pw_error *err);

/** The sum of all items' values and weights; -1 where one isn't known. */
int64_t pw_customs_value(const struct pw_customs *customs);
int64_t pw_customs_net_g(const struct pw_customs *customs);

/** "sale-of-goods", ...; NULL at the end. */
extern const char *const pw_customs_categories[];
/** "USD 400, EUR 300": amounts by currency. False: says where. Thread: any. */
PW_MUST_CHECK bool pw_customs_limits_parse(const char *text, struct pw_customs_rules *rules, struct pw_error *err);

/** Whether a form has room on this paper, upright or turned. Thread: any. Errors: PW_ERR_UNSUPPORTED, with what it needs. */
PW_MUST_CHECK bool pw_cn22_paper(struct pw_um width, struct pw_um height, struct pw_error *err);
PW_MUST_CHECK bool pw_cn23_paper(struct pw_um width, struct pw_um height, struct pw_error *err);

/**
 * Draw a CN22 of a checked declaration, on paper from 70 x 95 mm; narrower paper is turned.
 *
 * Thread:    that of the press.
 * Errors:    as pw_label_draw.
 */
PW_MUST_CHECK bool pw_cn22_draw(struct pw_label_press *press, const struct pw_customs *customs, struct pw_um width,
                                struct pw_um height, int dots_per_mm, struct pw_page *ret_page, struct pw_error *err);
/**
 * Draw a CN23, on paper from 140 x 90 mm, also upright, up to A4; over several pages where there are many articles.
 *
 * Ownership: ret_pages has room for PW_CN23_PAGES; the caller's, to be finished, also after a failure: *ret_count of them.
 */
PW_MUST_CHECK bool pw_cn23_draw(struct pw_label_press *press, const struct pw_customs *customs, struct pw_um width,
                                struct pw_um height, int dots_per_mm, struct pw_page *ret_pages, size_t *ret_count,
                                struct pw_error *err);

#endif
