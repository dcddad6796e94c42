#include "test.h"

#include "channel/confirmation_file.h"

static void row(const struct pw_confirmation *c, enum pw_confirmation_form form, const char *want, const char *why)
{
    struct pw_error err = { 0 };
    struct pw_buf out;
    pw_buf_init(&out, 4096);
    bool ok = pw_confirmation_row(form, c, &out, &err);
    CHECK_STR(pw_buf_text(&out), want);
    CHECK(ok == (why == NULL));
    if (why != NULL && strstr(err.text, why) == NULL)
        CHECK_STR(err.text, why);
    pw_buf_finish(&out);
}

static const struct pw_confirmation plain = { "902-3159896-1390916", "79039765272157", 2, "2026-08-21", "UPS", "",
                                              "1Z12345E0205271688",  "Ground" };

/* The header is the reference's minimal one, 6.2. */
TEST(the_file_is_amazons_flat_file)
{
    struct pw_buf out;
    pw_buf_init(&out, 4096);
    pw_confirmation_header(PW_CONFIRMATION_AMAZON, &out);
    CHECK_STR(pw_buf_text(&out),
              "order-id\torder-item-id\tquantity\tship-date\tcarrier-code\tcarrier-name\ttracking-number\tship-method\r\n");
    pw_buf_finish(&out);
    row(&plain, PW_CONFIRMATION_AMAZON,
        "902-3159896-1390916\t79039765272157\t2\t2026-08-21\tUPS\t\t1Z12345E0205271688\tGround\r\n", NULL);
}

TEST(a_whole_order_has_neither_item_nor_quantity)
{
    struct pw_confirmation c = plain;
    c.order_item_id = NULL;
    c.quantity = 0;
    row(&c, PW_CONFIRMATION_AMAZON, "902-3159896-1390916\t\t\t2026-08-21\tUPS\t\t1Z12345E0205271688\tGround\r\n", NULL);
}

TEST(a_number_that_a_spreadsheet_would_run_is_refused_not_changed)
{
    static const char *const numbers[] = { "=1+1", "+49", "-5", "@x",
                                           "\xEF\xBC\x9D"
                                           "1" };
    for (size_t i = 0; i < PW_COUNT(numbers); i++) {
        struct pw_confirmation c = plain;
        c.tracking_number = numbers[i];
        row(&c, PW_CONFIRMATION_AMAZON, "", "begins with a sign that a spreadsheet would run");
        c = plain;
        c.order_id = numbers[i];
        row(&c, PW_CONFIRMATION_AMAZON, "", "the order-id");
        c = plain;
        c.order_item_id = numbers[i];
        row(&c, PW_CONFIRMATION_AMAZON, "", "the order-item-id");
    }
}

TEST(numbers_that_no_cell_can_hold_are_refused)
{
    struct pw_confirmation c = plain;
    c.tracking_number = "1Z\t1";
    row(&c, PW_CONFIRMATION_AMAZON, "", "holds a character that no such number has");
    c.tracking_number = "1Z\n902-0000000-0000000";
    row(&c, PW_CONFIRMATION_AMAZON, "", "holds a character that no such number has");
    c.tracking_number = "123456789012345678901234567890123456789012345678901";
    row(&c, PW_CONFIRMATION_AMAZON, "", "has 51 characters; at most 50");
    c = plain;
    c.quantity = 0;
    row(&c, PW_CONFIRMATION_AMAZON, "", "a quantity of 0");
    c = plain;
    c.order_id = "";
    row(&c, PW_CONFIRMATION_AMAZON, "", "the order-id is empty");
    c = plain;
    c.ship_date = NULL;
    row(&c, PW_CONFIRMATION_AMAZON, "", "the ship date is empty");
}

TEST(names_lose_what_would_end_a_cell_or_run)
{
    struct pw_confirmation c = plain;
    c.carrier_code = "Other";
    c.carrier_name = "= +Bob's\tCourier\r\nLtd";
    c.ship_method = "\xEF\xBC\x9D-Next Day";
    row(&c, PW_CONFIRMATION_AMAZON,
        "902-3159896-1390916\t79039765272157\t2\t2026-08-21\tOther\tBob's Courier  Ltd\t1Z12345E0205271688\tNext Day\r\n", NULL);
}

TEST(csv_cells_are_quoted_and_no_formula_runs)
{
    static const char *const cells[][2] = {
        { "plain", "\"plain\"" },
        { "a \"b\", c", "\"a \"\"b\"\", c\"" },
        { "=1+1", "\"'=1+1\"" },
        { "+1", "\"'+1\"" },
        { "-1", "\"'-1\"" },
        { "@x", "\"'@x\"" },
        { "\tx", "\"'\tx\"" },
        { "\rx", "\"'\rx\"" },
        { "", "\"\"" },
        { "\xEF\xBC\x8B"
          "1",
          "\"'\xEF\xBC\x8B"
          "1\"" },
        { "\xEF\xBC\xA0"
          "1",
          "\"'\xEF\xBC\xA0"
          "1\"" },
    };
    for (size_t i = 0; i < PW_COUNT(cells); i++) {
        struct pw_buf out;
        pw_buf_init(&out, 4096);
        pw_csv_cell(&out, cells[i][0]);
        CHECK_STR(pw_buf_text(&out), cells[i][1]);
        pw_buf_finish(&out);
    }
}
