/* Symbols that a printer's own engine draws: zint for the linear ones and most 2D ones, libqrencode for QR. Modules are 1 dot. */
#include "sim/paper.h"

#include <errno.h>
#include <qrencode.h>
#include <stdlib.h>
#include <zint.h>

/* A page from zint's rows of bits. */
static bool from_zint(const struct zint_symbol *symbol, struct pw_page *ret_symbol, struct pw_error *err)
{
    bool linear = symbol->rows == 1;
    if (!pw_page_init(ret_symbol, symbol->width, linear ? 1 : symbol->rows, 8, err))
        return false;
    for (int y = 0; y < ret_symbol->height; y++)
        for (int x = 0; x < symbol->width; x++)
            if (symbol->encoded_data[y][x >> 3] >> (x & 7) & 1)
                pw_page_set(ret_symbol, x, y);
    return true;
}

static bool encode(int symbology, const char *name, struct pw_bytes data, int level, int columns, struct pw_page *ret_symbol,
                   struct pw_error *err)
{
    if (data.len == 0 || data.len > 7089)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "%s of %zu bytes", name, data.len);
    struct zint_symbol *symbol = ZBarcode_Create();
    if (symbol == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "%s", name);
    symbol->symbology = symbology;
    symbol->input_mode = symbology == BARCODE_DBAR_EXP ? GS1_MODE : DATA_MODE;
    if (level != 0)
        symbol->option_1 = level;
    if (columns != 0)
        symbol->option_2 = columns;
    bool drawn = false;
    if (ZBarcode_Encode(symbol, data.data, (int)data.len) >= ZINT_ERROR)
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "%s: %s", name, symbol->errtxt);
    else
        drawn = from_zint(symbol, ret_symbol, err);
    ZBarcode_Delete(symbol);
    return drawn;
}

bool pw_paper_symbol(enum pw_paper_code code, struct pw_bytes data, int level, int columns, struct pw_page *ret_symbol,
                     struct pw_error *err)
{
    switch (code) {
    case PW_PAPER_UPCA:
        return encode(data.len == 12 ? BARCODE_UPCA_CHK : BARCODE_UPCA, "UPC-A", data, 0, 0, ret_symbol, err);
    case PW_PAPER_UPCE:
        return encode(data.len == 8 ? BARCODE_UPCE_CHK : BARCODE_UPCE, "UPC-E", data, 0, 0, ret_symbol, err);
    case PW_PAPER_EAN13:
    case PW_PAPER_EAN8: {
        const char *name = code == PW_PAPER_EAN13 ? "EAN-13" : "EAN-8";
        size_t digits = code == PW_PAPER_EAN13 ? 13 : 8;
        if (data.len != digits && data.len != digits - 1)
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "%s of %zu digits", name, data.len);
        return encode(data.len == digits ? BARCODE_EANX_CHK : BARCODE_EANX, name, data, 0, 0, ret_symbol, err);
    }
    case PW_PAPER_CODE39:
        if (data.len > 2 && data.data[0] == '*' && data.data[data.len - 1] == '*')
            data = pw_bytes_of(data.data + 1, data.len - 2);
        return encode(BARCODE_CODE39, "Code 39", data, 0, 0, ret_symbol, err);
    case PW_PAPER_ITF:
        data.len -= data.len % 2; /* as the printers do */
        return encode(BARCODE_C25INTER, "ITF", data, 0, 0, ret_symbol, err);
    case PW_PAPER_CODABAR:
        return encode(BARCODE_CODABAR, "Codabar", data, 0, 0, ret_symbol, err);
    case PW_PAPER_CODE93:
        return encode(BARCODE_CODE93, "Code 93", data, 0, 0, ret_symbol, err);
    case PW_PAPER_CODE128:
        return encode(BARCODE_CODE128, "Code 128", data, 0, 0, ret_symbol, err);
    case PW_PAPER_DATABAR:
        return encode(BARCODE_DBAR_OMN, "DataBar", data, 0, 0, ret_symbol, err);
    case PW_PAPER_DATABAR_LIMITED:
        return encode(BARCODE_DBAR_LTD, "DataBar Limited", data, 0, 0, ret_symbol, err);
    case PW_PAPER_DATABAR_EXPANDED:
        return encode(BARCODE_DBAR_EXP, "DataBar Expanded", data, 0, 0, ret_symbol, err);
    case PW_PAPER_PDF417:
        return encode(BARCODE_PDF417, "PDF417", data, level, columns, ret_symbol, err);
    case PW_PAPER_DATAMATRIX:
        return encode(BARCODE_DATAMATRIX, "Data Matrix", data, 0, 0, ret_symbol, err);
    case PW_PAPER_AZTEC:
        return encode(BARCODE_AZTEC, "Aztec", data, 0, 0, ret_symbol, err);
    }
    return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "symbology %d", (int)code);
}

bool pw_paper_qr(struct pw_bytes data, char level, bool micro, struct pw_page *ret_symbol, struct pw_error *err)
{
    if (micro)
        return encode(BARCODE_MICROQR, "Micro QR", data, level == 'M' ? 2 : level == 'Q' ? 3 : 1, 0, ret_symbol, err);
    if (data.len == 0 || data.len > 7089)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "QR code of %zu bytes", data.len);
    QRecLevel ec = level == 'H' ? QR_ECLEVEL_H : level == 'Q' ? QR_ECLEVEL_Q : level == 'M' ? QR_ECLEVEL_M : QR_ECLEVEL_L;
    char *text = memchr(data.data, 0, data.len) != NULL ? NULL : strndup((const char *)data.data, data.len);
    QRcode *code = text != NULL ? QRcode_encodeString8bit(text, 0, ec) : QRcode_encodeData((int)data.len, data.data, 0, ec);
    free(text);
    if (code == NULL)
        return pw_fail(err, errno == ENOMEM ? PW_ERR_MEMORY : PW_ERR_BAD_INPUT, 0, "%zu bytes don't fit a QR code of level %c",
                       data.len, level);
    bool ok = pw_page_init(ret_symbol, code->width, code->width, 8, err);
    for (int i = 0; ok && i < code->width * code->width; i++)
        if ((code->data[i] & 1) != 0)
            pw_page_set(ret_symbol, i % code->width, i / code->width);
    QRcode_free(code);
    return ok;
}

/* ISO/IEC 15417, table 1: widths of bar, space, bar, space, bar, space for each code word; then the stop pattern. */
static const char words128[107][8] = {
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312",  "231212",
    "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212", "223112",  "312131",
    "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123",  "131321",
    "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131", "113123", "113321",  "133121",
    "313121", "211331", "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311",  "332111",
    "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412",  "122114",
    "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242", "121142", "121241",  "114212",
    "124112", "124211", "411212", "421112", "421211", "212141", "214121", "412121", "111143", "111341", "131141",  "114113",
    "114311", "411113", "411311", "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
};

static int draw_word(struct pw_page *symbol, int x, unsigned word)
{
    bool bar = true;
    for (const char *p = words128[word]; *p != '\0'; p++, bar = !bar) {
        if (bar)
            pw_paper_box(symbol, x, 0, *p - '0', 1);
        x += *p - '0';
    }
    return x;
}

bool pw_paper_code128(const uint8_t *words, size_t count, struct pw_page *ret_symbol, struct pw_error *err)
{
    if (count < 2 || count > 256 || words[0] < 103 || words[0] > 105)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Code 128 without a start code or without data");
    unsigned sum = words[0];
    for (size_t i = 1; i < count; i++) {
        if (words[i] > 102)
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Code 128 with the code word %u in the middle", words[i]);
        sum += (unsigned)i * words[i];
    }
    if (!pw_page_init(ret_symbol, 11 * ((int)count + 1) + 13, 1, 8, err))
        return false;
    int x = 0;
    for (size_t i = 0; i < count; i++)
        x = draw_word(ret_symbol, x, words[i]);
    x = draw_word(ret_symbol, x, sum % 103);
    draw_word(ret_symbol, x, 106);
    return true;
}

bool pw_paper_gs1_128(struct pw_bytes data, struct pw_page *ret_symbol, struct pw_error *err)
{
    uint8_t plain[255], words[256];
    size_t len = 0, n = 0;
    for (size_t i = 0; i < data.len && len < sizeof plain; i++) {
        uint8_t c = data.data[i];
        if (c == '{' && i + 1 < data.len) {
            c = data.data[++i];
            c = c == '1' ? 0xff : c; /* FNC1 */
        } else if (c == '(' || c == ')' || c == ' ') {
            continue;
        }
        if (c != 0xff && (c < 32 || c > 126))
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "GS1-128 with the byte 0x%02x", c);
        plain[len++] = c;
    }
    bool c_set = len >= 2 && plain[0] >= '0' && plain[0] <= '9' && plain[1] >= '0' && plain[1] <= '9';
    words[n++] = c_set ? 105 : 104;
    words[n++] = 102;
    for (size_t i = 0; i < len && n < 250;) {
        size_t digits = 0;
        while (i + digits < len && plain[i + digits] >= '0' && plain[i + digits] <= '9')
            digits++;
        bool want_c = c_set ? digits >= 2 : digits >= 4;
        if (plain[i] == 0xff) {
            words[n++] = 102;
            i++;
        } else if (want_c != c_set) {
            words[n++] = want_c ? 99 : 100;
            c_set = want_c;
        } else if (c_set) {
            words[n++] = (uint8_t)((plain[i] - '0') * 10 + plain[i + 1] - '0');
            i += 2;
        } else {
            words[n++] = (uint8_t)(plain[i++] - 32);
        }
    }
    return pw_paper_code128(words, n, ret_symbol, err);
}
