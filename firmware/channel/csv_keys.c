#include "channel/channel.h"

static const char *const delimiters[] = { "auto", "comma", "semicolon", "tab", NULL };
static const char *const forms[] = { "iso", "dmy", "mdy", NULL };
static const char *const encodings[] = { "auto", "utf-8", "cp1252", "shift-jis", "iso-8859-1", NULL };

#define COLUMN(field, help)                                                                                                      \
    {                                                                                                                            \
        field "-column", PW_KEY_TEXT, field, NULL, 0, 0, "the file's column for " help                                           \
    }

const struct pw_key pw_channel_csv_keys[] = {
    { "delimiter", PW_KEY_WORD, "auto", delimiters, 0, 0, "what stands between cells" },
    { "date-format", PW_KEY_WORD, "iso", forms, 0, 0, "dates: iso 2026-11-22, dmy 22.11.2026, mdy 11/22/2026" },
    { "encoding", PW_KEY_WORD, "auto", encodings, 0, 0, "of the file; auto: UTF-8 where it is valid" },
    { "cancelled-words", PW_KEY_TEXT, "cancelled, canceled, void, refunded", NULL, 0, 0,
      "words of the status column that mean cancelled, by comma" },
    COLUMN("order-id", "the order's number; needed"),
    COLUMN("order-item-id", "the number of the order's line; made of order and SKU when there is none"),
    COLUMN("purchase-date", "when it was bought"),
    COLUMN("payments-date", "when it was paid"),
    COLUMN("ship-by", "when it must leave"),
    COLUMN("buyer-name", "the buyer"),
    COLUMN("buyer-email", "the buyer's address for e-mail"),
    COLUMN("buyer-phone", "the buyer's telephone number"),
    COLUMN("sku", "the seller's article number; needed"),
    COLUMN("asin", "Amazon's article number"),
    COLUMN("fnsku", "Amazon's label number"),
    COLUMN("product-name", "the article's name"),
    COLUMN("quantity", "the units ordered; needed"),
    COLUMN("quantity-shipped", "the units that left already"),
    COLUMN("quantity-to-ship", "the units still to ship; else quantity less quantity-shipped"),
    COLUMN("ship-service", "the service that the buyer chose"),
    COLUMN("recipient-name", "to whom it goes"),
    COLUMN("ship-address-1", "street"),
    COLUMN("ship-address-2", "second line of the address"),
    COLUMN("ship-address-3", "third line of the address"),
    COLUMN("ship-city", "city"),
    COLUMN("ship-state", "state or region"),
    COLUMN("ship-postal-code", "postal code"),
    COLUMN("ship-country", "country; needed"),
    COLUMN("ship-phone", "the recipient's telephone number"),
    COLUMN("sales-channel", "the shop or marketplace"),
    COLUMN("gift-message", "the message of a gift"),
    COLUMN("gift-wrap", "the wrap of a gift"),
    COLUMN("instructions", "what the packer or the carrier should know"),
    COLUMN("status", "the order's status: see cancelled-words"),
    COLUMN("cancel-requested", "true when the buyer asked to cancel"),
    COLUMN("cancel-reason", "why the buyer asked to cancel"),
    { 0 },
};
