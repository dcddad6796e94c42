/* What a marketplace would carry a parcel for: one service of one carrier, with its price. */
#ifndef PACKWRIGHT_CHANNEL_OFFER_H
#define PACKWRIGHT_CHANNEL_OFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In which form its label can be had, as bits. */
enum pw_label_format {
    PW_LABEL_AS_IT_COMES = 1, /* as the carrier has it */
    PW_LABEL_PDF = 2,
    PW_LABEL_PNG = 4,
    PW_LABEL_ZPL203 = 8,
    PW_LABEL_ZPL300 = 16,
};

enum { PW_OFFERS_MAX = 200, PW_OFFER_ID = 1200 };

struct pw_offer {
    char carrier[64], service[120]; /* as people know them */
    char service_id[120], offer_id[PW_OFFER_ID];
    int64_t price_milli; /* with what the marketplace takes off, in thousandths of currency */
    char currency[4];
    int64_t arrives_us; /* at the latest; 0: not told */
    bool is_protected;  /* a claim that the parcel didn't come is the marketplace's to pay */
    char unprotected_why[64];
    unsigned formats;  /* enum pw_label_format */
    bool wants_inputs; /* questions of its own must be answered before it is bought */
};

struct pw_offers {
    struct pw_offer *list; /* free() */
    size_t count;
};

#endif
