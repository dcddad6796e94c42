/* Between the composer and the files that make its documents: what there is to show becomes blocks (receipt paper) or pages of
 * dots (labels). */
#ifndef PACKWRIGHT_COMPOSE_H
#define PACKWRIGHT_COMPOSE_H

#include "document/label_press.h"
#include "document/slip.h"
#include "printing.h"
#include "station/contents.h"
#include "station/documents.h"

struct pw_composer {
    const struct pw_config *config;
    uint8_t key[32];
    struct pw_label_press *label_press; /* made when the first label is drawn */
    struct pw_slip_press *slip_press;   /* the compiled templates */
    struct pw_printing *printings;      /* of each printer */
    size_t printer_count;
};

enum { PW_PAGES_MAX = 256 };

/* Pages of one document; zeroed: none. */
struct pw_pages {
    struct pw_page pages[PW_PAGES_MAX];
    size_t count;
};
void pw_pages_finish(struct pw_pages *pages);

/* One document being made. */
struct pw_composing {
    struct pw_composer *c;
    struct pw_db *db;
    const struct pw_document_request *request;
    const struct pw_printing *printing; /* whose paper it is for */
    const struct pw_contents *contents; /* of an order's document */
};

/** An order's documents, and the bench's. */
PW_MUST_CHECK bool pw_compose_order_blocks(const struct pw_composing *g, int columns, struct pw_document *ret_document,
                                           struct pw_error *err);
/** ret_pages: zeroed; the caller's, also after a failure. */
PW_MUST_CHECK bool pw_compose_order_pages(const struct pw_composing *g, struct pw_pages *ret_pages, struct pw_error *err);
PW_MUST_CHECK bool pw_compose_customs(const struct pw_composing *g, struct pw_pages *ret_pages, struct pw_error *err);
PW_MUST_CHECK bool pw_compose_bench_pages(const struct pw_composing *g, struct pw_pages *ret_pages, struct pw_error *err);
PW_MUST_CHECK bool pw_compose_bench_blocks(const struct pw_composing *g, int columns, struct pw_document *ret_document,
                                           struct pw_error *err);

/** The day as the bench's people count it: 07:59 UTC is still the evening before in California. "" for no time. */
void pw_compose_day(int64_t us, char out[16]);
/** The press, made when it is first needed. */
PW_MUST_CHECK bool pw_compose_press(struct pw_composer *c, struct pw_error *err);

#endif
