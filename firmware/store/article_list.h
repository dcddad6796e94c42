/* What the store knows of articles, for people. */
#ifndef PACKWRIGHT_STORE_ARTICLE_LIST_H
#define PACKWRIGHT_STORE_ARTICLE_LIST_H

#include "store/db.h"

#include <jansson.h>

struct pw_article_filter {
    const char *text; /* the beginning of its SKU, a part of its name, or one of its barcodes; "": all */
    bool exact;       /* text is its SKU */
    int64_t limit, offset;
};

/**
 * Each article by its SKU: {sku, name, ..., codes: [{code, units, taught_by, taught}], components: [{sku, quantity}]}. fn borrows
 * it; false from it ends the list.
 *
 * Thread:    the connection's.
 * Errors:    the store's; PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_articles_each(struct pw_db *db, const struct pw_article_filter *filter,
                                    bool (*fn)(void *user, const json_t *article), void *user, struct pw_error *err);

/** A barcode stands for nothing any more, or (sku not "") not for this article. *ret_count: for how many articles it stood. */
PW_MUST_CHECK bool pw_article_forget(struct pw_db *db, const char *barcode, const char *sku, int64_t *ret_count,
                                     struct pw_error *err);

#endif
