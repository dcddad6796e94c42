#include "document/bars.h"

#include <stdio.h>
#include <string.h>
#include <zint.h>

static bool sscc_check(const char *digits)
{
    int sum = 0;
    for (int i = 0; i < 18; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return false;
        sum += (digits[i] - '0') * (i % 2 == 0 ? 3 : 1); /* the check digit itself counts once: the whole is a multiple of ten */
    }
    return sum % 10 == 0;
}

bool pw_bars_check(enum pw_bars_kind kind, const char *text, struct pw_error *err)
{
    if (text == NULL || text[0] == '\0')
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the parcel has no barcode text");
    size_t len = strlen(text);
    if (kind == PW_BARS_SSCC) {
        if (len != 18 || !sscc_check(text))
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "\"%.40s\" is no SSCC: it has 18 digits, the last one its check digit",
                           text);
        return true;
    }
    for (size_t i = 0; i < len; i++)
        if (text[i] < ' ' || text[i] > '~')
            return pw_fail(err, PW_ERR_BAD_INPUT, 0,
                           "character %zu of the parcel's barcode (byte 0x%02X) can't be in it: printable ASCII only", i + 1,
                           (unsigned char)text[i]);
    if (len > 80)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "the parcel's barcode has %zu characters; a Code 128 has at most 80", len);
    return true;
}

bool pw_bars_encode(enum pw_bars_kind kind, const char *text, struct pw_bars *ret_bars, struct pw_error *err)
{
    if (!pw_bars_check(kind, text, err))
        return false;
    struct zint_symbol *symbol = ZBarcode_Create();
    if (symbol == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a barcode");
    unsigned char data[96];
    int len;
    if (kind == PW_BARS_SSCC) {
        symbol->symbology = BARCODE_GS1_128;
        symbol->input_mode = GS1_MODE;
        len = snprintf((char *)data, sizeof data, "[00]%s", text);
    } else {
        symbol->symbology = BARCODE_CODE128;
        symbol->input_mode = DATA_MODE;
        len = snprintf((char *)data, sizeof data, "%s", text);
    }
    bool ok = ZBarcode_Encode(symbol, data, len) < ZINT_ERROR && symbol->rows == 1 && symbol->width > 0 &&
              symbol->width <= PW_BARS_MAX_MODULES;
    if (ok) {
        *ret_bars = (struct pw_bars){ .modules = symbol->width };
        for (int i = 0; i < symbol->width; i++) /* zint's least significant bit is left */
            if ((symbol->encoded_data[0][i >> 3] >> (i & 7) & 1) != 0)
                ret_bars->bits[i >> 3] |= (uint8_t)(0x80 >> (i & 7));
    } else {
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "the barcode \"%.80s\" can't be encoded: %s", text, symbol->errtxt);
    }
    ZBarcode_Delete(symbol);
    return ok;
}

void pw_bars_draw(const struct pw_bars *bars, struct pw_page *page, int x, int y, int module_dots, int height)
{
    int top = y < 0 ? 0 : y, bottom = y + height > page->height ? page->height : y + height;
    if (top >= bottom)
        return;
    for (int i = 0; i < bars->modules; i++) {
        if ((bars->bits[i >> 3] >> (7 - (i & 7)) & 1) == 0)
            continue;
        for (int d = 0; d < module_dots; d++) {
            int at = x + i * module_dots + d;
            if (at >= 0 && at < page->width)
                pw_page_set(page, at, top);
        }
    }
    /* The other rows as the first, in whole bytes but for the ends: what is beside the bars stays. */
    int left = x < 0 ? 0 : x, right = x + bars->modules * module_dots;
    right = right > page->width ? page->width : right;
    const uint8_t *first = page->bits + (size_t)top * (size_t)page->stride;
    for (int row = top + 1; left < right && row < bottom; row++) {
        uint8_t *to = page->bits + (size_t)row * (size_t)page->stride;
        for (int b = left >> 3; b <= (right - 1) >> 3; b++) {
            uint8_t mask = 0xFF;
            if (b == left >> 3)
                mask &= (uint8_t)(0xFF >> (left & 7));
            if (b == (right - 1) >> 3)
                mask &= (uint8_t)(0xFF << (7 - ((right - 1) & 7)));
            to[b] |= first[b] & mask;
        }
    }
}
