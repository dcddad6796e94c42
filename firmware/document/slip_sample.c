/* A made-up order for looking at a slip: long names, foreign scripts, a gift; and one with next to nothing. */
#include "document/slip.h"
#include "document/template_check.h"

static const struct pw_slip_line lines[] = {
    { "LAMP-DESK-WHITE-LED-E27",
      "Desk lamp with a long neck, a heavy foot and a shade of folded paper, white, LED, E27, without a bulb", "B000000002", 1 },
    { "MUG-BLUE-350", "Mug of stoneware, blue, 350 ml", "B000000001", 2 },
    { "TEA-01", "\xE7\x83\x8F\xE9\xBE\x8D\xE8\x8C\xB6 Oolong | {code:x} ~ _loose_ \"100 g\"", "B000000003", 12 },
};

static const struct pw_slip_unit captured[] = {
    { 0, "SN-00001", "L2026-07", "2027-12-31" },
    { 1, "SN-00002", "L2026-07", "2027-12-31" },
};

static const struct pw_slip_other others[] = {
    { .parcel = 2, .name = "A lamp that did not fit into the first parcel", .quantity = 1 },
    { .name = "A book that is out of print", .quantity = 2 },
};

static const struct pw_slip_order full = {
    .order_id = "112-0000000-0000000",
    .ordered = "2 March 2026",
    .ship_by = "4 March 2026",
    .service = "Standard",
    .sales_channel = "Amazon.com",
    .recipient = { .name = "Alexandra Example-Longname",
                   .company = "Example Bindery",
                   .line1 = "1600 Long Meadow Avenue",
                   .line2 = "Apartment 12 B",
                   .line3 = "Second door on the left",
                   .city = "Springfield",
                   .region = "IL",
                   .postal_code = "62704",
                   .country = "US" },
    .sender = { .name = "Example Seller",
                .line1 = "1 Example Road",
                .city = "Springfield",
                .region = "OR",
                .postal_code = "97477",
                .country = "US" },
    .lines = lines,
    .line_count = PW_COUNT(lines),
    .gift = true,
    .gift_message = "Happy birthday!\nAll the best from all of us, and see you soon.",
    .parcel = 1,
    .parcels = 2,
    .others = others,
    .other_count = PW_COUNT(others),
    .captured = captured,
    .captured_count = PW_COUNT(captured),
    .thanks = "Thank you for your order!",
};

static const struct pw_slip_line one_line[] = { { "A", NULL, NULL, 1 } };

static const struct pw_slip_order bare = {
    .order_id = "1",
    .recipient = { .name = "A", .country = "US" },
    .lines = one_line,
    .line_count = 1,
    .parcel = 1,
    .parcels = 1,
};

const struct pw_slip_order *pw_slip_sample(bool is_bare)
{
    return is_bare ? &bare : &full;
}
