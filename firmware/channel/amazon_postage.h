/*
 * Buying postage through Merchant Fulfillment (v0): what is asked, and what the answers say. Nothing here asks or keeps anything.
 *
 *     offers ──▶ (inputs) ──▶ buy ──▶ shipment, with its label ──▶ cancel
 *
 * Source: reference amazon, 8.1 to 8.4.
 */
#ifndef PACKWRIGHT_CHANNEL_AMAZON_POSTAGE_H
#define PACKWRIGHT_CHANNEL_AMAZON_POSTAGE_H

#include "channel/offer.h"
#include "packwright/bytes.h"

struct json_t;

enum { PW_LABEL_MAX = 8 << 20, PW_POSTAGE_ID = 64 };

/* A parcel that is to be carried; where to, the marketplace knows by the order. */
struct pw_postage_parcel {
    char order_id[64];
    struct json_t *items; /* [{order_item_id, quantity, transparency_codes}]; borrowed */
    struct {
        const char *name, *line1, *line2, *city, *region, *postal_code, *country, *email, *phone;
    } from;
    int64_t weight_g, length_mm, width_mm, height_mm;
    int64_t value_milli; /* of the goods, in thousandths of currency; -1: not known */
    char currency[4];
    char reference[24];     /* ours */
    int64_t arrive_by_us;   /* promised; 0: nothing was */
    const char *experience; /* DeliveryExperience, as the API words it */
    bool picked_up;         /* by the carrier */
};

/** Errors: PW_ERR_BAD_INPUT says what the parcel or the sender lacks, before anybody is asked. Thread: any. */
PW_MUST_CHECK bool pw_postage_offers_body(const struct pw_postage_parcel *parcel, struct pw_buf *out, struct pw_error *err);

/**
 * The services that would carry it. What can't be is named in others, one a line, with the reason.
 *
 * Ownership: free(ret_offers->list); others is the caller's buffer.
 * Errors:    PW_ERR_BAD_INPUT when it is no such answer.
 */
PW_MUST_CHECK bool pw_postage_offers_read(struct pw_bytes json, struct pw_offers *ret_offers, struct pw_buf *others,
                                          struct pw_error *err);

PW_MUST_CHECK bool pw_postage_inputs_body(const struct pw_postage_parcel *parcel, const char *service_id, struct pw_buf *out,
                                          struct pw_error *err);
/**
 * What a service wants to know: the answers that the marketplace keeps of the seller go into out as JSON, to be given back.
 *
 * Errors: PW_ERR_UNSUPPORTED names the first question that must be answered and isn't; PW_ERR_BAD_INPUT.
 */
PW_MUST_CHECK bool pw_postage_inputs_read(struct pw_bytes json, struct pw_buf *out, struct pw_error *err);

/** What of an offer's formats is best: the printer's own language, then a picture, then a PDF. zpl_dpi 0: it speaks no ZPL. */
enum pw_label_format pw_postage_format(unsigned offered, int zpl_dpi);

/** inputs: as pw_postage_inputs_read gave them, or "". This is what costs money. */
PW_MUST_CHECK bool pw_postage_buy_body(const struct pw_postage_parcel *parcel, const struct pw_offer *offer,
                                       enum pw_label_format format, const char *inputs, struct pw_buf *out, struct pw_error *err);

enum pw_postage_status { PW_POSTAGE_PURCHASED, PW_POSTAGE_REFUND_PENDING, PW_POSTAGE_REFUND_REJECTED, PW_POSTAGE_REFUND_APPLIED };

enum pw_postage_label {
    PW_POSTAGE_LABEL_GOOD,
    PW_POSTAGE_LABEL_ODD, /* whole, but its checksum is of something else */
    PW_POSTAGE_LABEL_BAD, /* see why */
    PW_POSTAGE_LABEL_NONE /* of a cancelled shipment */
};

/* A shipment is bought even where its label can't be read: that one can be fetched again. */
struct pw_postage_shipment {
    char id[PW_POSTAGE_ID], tracking[64], carrier[64], service[120], currency[4];
    int64_t price_milli;
    enum pw_postage_status status;
    enum pw_postage_label label;
    char label_why[160];
};
/**
 * An answer of createShipment, getShipment or cancelShipment; the label's file goes into label, up to PW_LABEL_MAX.
 *
 * Errors: PW_ERR_BAD_INPUT when it names no shipment: what was asked may be done all the same.
 */
PW_MUST_CHECK bool pw_postage_shipment_read(struct pw_bytes json, struct pw_postage_shipment *ret_shipment, struct pw_buf *label,
                                            struct pw_error *err);

/** RFC 4648, whole groups alone; false: it is none, or bigger than a label may be. Thread: any. */
bool pw_postage_base64(const char *text, size_t len, struct pw_buf *out);
/** What a server says, for people and as a carrier's name: on one line, without the sign of a registered mark. */
void pw_postage_copy(char *out, size_t size, const char *text);

/** Base64 of gzip of a file, and the Base64 of its MD5. contents and checksum are text of theirs. */
enum pw_postage_label pw_postage_label_read(const char *contents, const char *checksum, struct pw_buf *label, char why[160]);

enum pw_postage_known {
    PW_POSTAGE_LACKS,  /* no parcel that isn't ours: it was not bought, if the answer is not too young */
    PW_POSTAGE_BOUGHT, /* there is one more parcel, with this tracking number */
    PW_POSTAGE_UNCLEAR /* the order is shipped, and by which parcel isn't told */
};
/**
 * What an answer of getOrder (FULFILLMENT and PACKAGES) says of a purchase that was not answered. ours: the tracking numbers of
 * the order's other parcels, one a line.
 */
PW_MUST_CHECK bool pw_postage_known(struct pw_bytes json, const char *ours, enum pw_postage_known *ret_known,
                                    char ret_tracking[64], struct pw_error *err);

/** A UUID, as the API names shipments: it may stand in an address. */
bool pw_postage_is_id(const char *text);
/** A restricted data token for buying, reading and cancelling: the body, and the answer. */
extern const char pw_postage_restricted_body[];

#endif
