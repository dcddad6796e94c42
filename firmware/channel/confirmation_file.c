#include "channel/confirmation_file.h"

#include <inttypes.h>

#define NUMBER_MAX 50 /* Amazon's limit of a tracking number */

static const char *const columns[] = { "order-id",     "order-item-id", "quantity",        "ship-date",
                                       "carrier-code", "carrier-name",  "tracking-number", "ship-method" };

bool pw_is_formula(const char *text)
{
    static const char *const fronts[] = {
        "=", "+", "-", "@", "\t", "\r", "\n", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"
    };
    for (size_t i = 0; i < PW_COUNT(fronts); i++)
        if (strncmp(text, fronts[i], strlen(fronts[i])) == 0)
            return true;
    return false;
}

void pw_csv_cell(struct pw_buf *out, const char *text)
{
    pw_buf_putc(out, '"');
    if (pw_is_formula(text))
        pw_buf_putc(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            pw_buf_putc(out, '"');
        pw_buf_putc(out, (uint8_t)*text);
    }
    pw_buf_putc(out, '"');
}

void pw_confirmation_header(enum pw_confirmation_form form, struct pw_buf *out)
{
    for (size_t i = 0; i < PW_COUNT(columns); i++) {
        if (i > 0)
            pw_buf_putc(out, form == PW_CONFIRMATION_AMAZON ? '\t' : ',');
        pw_buf_puts(out, columns[i]);
    }
    pw_buf_puts(out, "\r\n");
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static bool check_number(const char *what, const char *text, bool needed, struct pw_error *err)
{
    size_t len = strlen(text);
    if (len == 0)
        return !needed || pw_fail(err, PW_ERR_BAD_INPUT, 0, "the %s is empty", what);
    if (len > NUMBER_MAX)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the %s has %zu characters; at most %d are taken", what, len, NUMBER_MAX);
    if (pw_is_formula(text))
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the %s \"%.50s\" begins with a sign that a spreadsheet would run", what, text);
    for (const char *p = text; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20 || (unsigned char)*p > 0x7E)
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the %s holds a character that no such number has", what);
    return true;
}

/* A name as a cell without quoting: nothing that ends a cell or a line, nothing that a spreadsheet would run. */
static void put_name(struct pw_buf *out, const char *text)
{
    while (*text == ' ' || pw_is_formula(text))
        text += (unsigned char)*text == 0xEF ? 3 : 1;
    for (; *text != '\0'; text++)
        pw_buf_putc(out, (unsigned char)*text < 0x20 || *text == 0x7F ? ' ' : (uint8_t)*text);
}

static void put(enum pw_confirmation_form form, struct pw_buf *out, const char *text, bool name)
{
    if (form == PW_CONFIRMATION_CSV)
        pw_csv_cell(out, text);
    else if (name)
        put_name(out, text);
    else
        pw_buf_puts(out, text);
}

bool pw_confirmation_row(enum pw_confirmation_form form, const struct pw_confirmation *row, struct pw_buf *out,
                         struct pw_error *err)
{
    const char *order = or_empty(row->order_id), *item = or_empty(row->order_item_id), *date = or_empty(row->ship_date);
    const char *tracking = or_empty(row->tracking_number);
    char separator = form == PW_CONFIRMATION_AMAZON ? '\t' : ',';
    if (!check_number("order-id", order, true, err) || !check_number("order-item-id", item, false, err) ||
        !check_number("ship date", date, true, err) || !check_number("tracking number", tracking, false, err))
        return false;
    if (row->quantity < 0 || (row->quantity == 0 && *item != '\0'))
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "a quantity of %" PRId64 " can't be confirmed", row->quantity);
    put(form, out, order, false);
    pw_buf_putc(out, (uint8_t)separator);
    put(form, out, item, false);
    pw_buf_putc(out, (uint8_t)separator);
    if (*item != '\0')
        pw_buf_printf(out, "%" PRId64, row->quantity);
    const char *rest[] = { date, or_empty(row->carrier_code), or_empty(row->carrier_name), tracking, or_empty(row->ship_method) };
    static const bool names[] = { false, true, true, false, true };
    for (size_t i = 0; i < PW_COUNT(rest); i++) {
        pw_buf_putc(out, (uint8_t)separator);
        put(form, out, rest[i], names[i]);
    }
    pw_buf_puts(out, "\r\n");
    return pw_buf_ok(out, err);
}
