/* The list of articles: which barcodes stand for which SKU, and for how many of it; what customs wants to know, what is captured,
 * and how it is packed. */
#include "base/amount.h"
#include "channel/csv.h"
#include "channel/list.h"
#include "document/address.h"
#include "packwright/attr.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum {
    SKU,
    BARCODE,
    UNITS,
    NAME,
    CUSTOMS_NAME,
    HS_CODE,
    ORIGIN,
    WEIGHT,
    VALUE,
    CURRENCY,
    SERIAL,
    LOT,
    EXPIRY,
    MINIMUM_DAYS,
    TRANSPARENCY,
    TOLERANCE,
    PICTURE,
    INSTRUCTION,
    FRAGILE,
    HAZMAT,
    SEQUENCE,
    KIT_SCAN,
    KIT_ONE,
    FIELDS
};

/* The names that shops give these columns; the first is ours. */
static const char *const names[FIELDS][PW_LIST_NAMES] = {
    [SKU] = { "sku", "seller-sku", "merchant-sku", NULL },
    [BARCODE] = { "barcode", "ean", "upc", "gtin", "isbn", NULL },
    [UNITS] = { "units", "quantity", "pack-size", NULL },
    [NAME] = { "name", "product-name", "title", NULL },
    [CUSTOMS_NAME] = { "customs-name", "customs-description", NULL },
    [HS_CODE] = { "hs-code", "hs", "tariff-number", "commodity-code", NULL },
    [ORIGIN] = { "origin", "country-of-origin", NULL },
    [WEIGHT] = { "weight", "weight-g", "net-weight", NULL },
    [VALUE] = { "value", "customs-value", NULL },
    [CURRENCY] = { "currency", NULL },
    [SERIAL] = { "serial", "serial-number", NULL },
    [LOT] = { "lot", "batch", NULL },
    [EXPIRY] = { "expiry", "expiry-date", NULL },
    [MINIMUM_DAYS] = { "minimum-days", "minimum-shelf-life", NULL },
    [TRANSPARENCY] = { "transparency", NULL },
    [TOLERANCE] = { "weight-tolerance", NULL },
    [PICTURE] = { "picture", "image", NULL },
    [INSTRUCTION] = { "instruction", "packing-instruction", NULL },
    [FRAGILE] = { "fragile", NULL },
    [HAZMAT] = { "hazmat", "dangerous-goods", "un-number", NULL },
    [SEQUENCE] = { "sequence", "packing-sequence", NULL },
    [KIT_SCAN] = { "kit-scan", NULL },
    [KIT_ONE] = { "one-kit-at-a-time", NULL },
};

struct pw_article_file {
    struct pw_list list;
};

/* Every column is one of a list of articles: no order's number among them. */
static bool only_articles(const char *const *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool known = cells[i][strspn(cells[i], " ")] == '\0';
        for (int f = 0; f < FIELDS && !known; f++)
            known = pw_list_find(names[f], &cells[i], 1) == 0;
        if (!known)
            return false;
    }
    return true;
}

bool pw_articles_fit(const char *const *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(cells[i], "order-id") == 0)
            return false;
    if (pw_list_find(names[SKU], cells, count) < 0)
        return false;
    if (pw_list_find(names[BARCODE], cells, count) >= 0 || pw_list_find(names[HS_CODE], cells, count) >= 0 ||
        pw_list_find(names[CUSTOMS_NAME], cells, count) >= 0)
        return true;
    /* Orders of a shop may have a weight, a value or a currency too. */
    for (int f = ORIGIN; f < FIELDS; f++)
        if (pw_list_find(names[f], cells, count) >= 0)
            return only_articles(cells, count);
    return false;
}

bool pw_article_file_open(struct pw_source source, enum pw_encoding encoding, enum pw_encoding otherwise,
                          struct pw_article_file **ret_file, struct pw_error *err)
{
    struct pw_article_file *file = calloc(1, sizeof *file);
    const char *cells[PW_TABLE_CELLS_MAX];
    if (file == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "reading a list of articles");
    bool ok = pw_list_open(&file->list, source, encoding, otherwise, names, FIELDS, cells, err);
    if (ok && !pw_articles_fit(cells, file->list.count))
        ok = pw_fail(err, PW_ERR_BAD_INPUT, 0, "the header has no column %s, which a list of articles needs",
                     file->list.column_of[SKU] < 0
                         ? "sku"
                         : "barcode, hs-code, customs-name, origin, weight, value, serial, lot, expiry, transparency,"
                           " picture, instruction, fragile, hazmat, sequence or kit-scan");
    if (ok)
        *ret_file = file;
    else
        pw_article_file_close(file);
    return ok;
}

void pw_article_file_close(struct pw_article_file *file)
{
    if (file == NULL)
        return;
    pw_list_close(&file->list);
    free(file);
}

/* "5.01E+12": the digits are lost. */
static bool is_exponent(const char *text)
{
    size_t n = strspn(text, "0123456789.,");
    return n > 0 && (text[n] == 'E' || text[n] == 'e') && text[n + 1] == '+';
}

/* ---- what customs wants to know ---- */

static bool says_more(const struct pw_article_file *file, const struct pw_table_row *row)
{
    for (int f = CUSTOMS_NAME; f < FIELDS; f++)
        if (*pw_list_cell(&file->list, row, f) != '\0')
            return true;
    return false;
}

/* "6912.00.23" and "6912 0023" as digits; the first six are the same in the whole world. Source: the Harmonized System. */
static bool read_hs_code(const char *text, char out[16])
{
    size_t n = 0;
    for (; *text != '\0'; text++) {
        if (*text == '.' || *text == ' ')
            continue;
        if (*text < '0' || *text > '9' || n == 12)
            return false;
        out[n++] = *text;
    }
    out[n] = '\0';
    return n == 0 || (n >= 6 && n % 2 == 0);
}

/* Letters alone, as capitals. */
static bool read_letters(const char *text, size_t want, char *out)
{
    size_t n = strlen(text);
    for (size_t i = 0; i < n && i < want; i++) {
        if (!isalpha((unsigned char)text[i]) || (unsigned char)text[i] > 127)
            return false;
        out[i] = (char)toupper((unsigned char)text[i]);
    }
    out[n <= want ? n : 0] = '\0';
    return n == 0 || n == want;
}

static enum pw_order_answer read_customs(const struct pw_article_file *file, const struct pw_table_row *row,
                                         struct pw_article_record *r, struct pw_line_refusal *refusal)
{
    const char *weight = pw_list_cell(&file->list, row, WEIGHT), *value = pw_list_cell(&file->list, row, VALUE);
    r->value_milli = -1;
    r->customs_name = pw_list_cell(&file->list, row, CUSTOMS_NAME);
    r->hs_code = r->hs_digits;
    r->origin = r->origin_code;
    r->currency = r->currency_code;
    if (strlen(r->customs_name) > PW_CUSTOMS_NAME_MAX)
        return pw_list_refuse(refusal, "customs-name", "is too long for a customs declaration: 120 bytes at most");
    if (!read_hs_code(pw_list_cell(&file->list, row, HS_CODE), r->hs_digits))
        return pw_list_refuse(refusal, "hs-code", "must be 6, 8, 10 or 12 digits, such as 6912.00");
    if (!read_letters(pw_list_cell(&file->list, row, ORIGIN), 2, r->origin_code) ||
        (r->origin_code[0] != '\0' && pw_country_name(r->origin_code) == NULL))
        return pw_list_refuse(refusal, "origin", "must be a country's code of two letters, such as CN");
    if (*weight != '\0' && !pw_weight_parse(weight, &r->weight_g))
        return pw_list_refuse(refusal, "weight", "must be one unit's weight, such as 350 (grams), 0.35 kg or 12 oz");
    if (!read_letters(pw_list_cell(&file->list, row, CURRENCY), 3, r->currency_code))
        return pw_list_refuse(refusal, "currency", "must be a currency's code of three letters, such as EUR");
    if (*value != '\0' && !pw_amount_parse(value, &r->value_milli))
        return pw_list_refuse(refusal, "value", "must be one unit's value, such as 12.50");
    if (*value != '\0' && r->currency_code[0] == '\0')
        return pw_list_refuse(refusal, "currency", "is empty, and a value needs it");
    return PW_ORDER_RECORD;
}

/* ---- what is captured of each unit ---- */

/* "yes" or "no"; 2: something else. */
static int read_flag(const char *text)
{
    static const char *const words[2][5] = { { "no", "n", "0", "false", "none" }, { "yes", "y", "1", "true", "required" } };
    if (*text == '\0')
        return PW_UNSAID;
    for (int value = 0; value < 2; value++)
        for (size_t i = 0; i < PW_COUNT(words[value]); i++)
            if (strcasecmp(text, words[value][i]) == 0)
                return value;
    return 2;
}

static enum pw_order_answer read_captures(const struct pw_article_file *file, const struct pw_table_row *row,
                                          struct pw_article_record *r, struct pw_line_refusal *refusal)
{
    int *const flags[] = { &r->serial, &r->lot, &r->expiry, &r->transparency };
    static const int fields[] = { SERIAL, LOT, EXPIRY, TRANSPARENCY };
    for (size_t i = 0; i < PW_COUNT(flags); i++) {
        *flags[i] = read_flag(pw_list_cell(&file->list, row, fields[i]));
        if (*flags[i] == 2)
            return pw_list_refuse(refusal, names[fields[i]][0], "must be yes or no: whether it is captured of each unit");
    }
    const char *days = pw_list_cell(&file->list, row, MINIMUM_DAYS);
    size_t n = strspn(days, "0123456789");
    if (days[n] != '\0' || n > 4)
        return pw_list_refuse(refusal, "minimum-days", "must be a whole number of days, such as 90");
    r->minimum_days = n == 0 ? PW_UNSAID : (int)strtol(days, NULL, 10);
    return PW_ORDER_RECORD;
}

/* ---- how it is packed ---- */

/* A file's name and nothing that leads out of its folder. */
static bool is_file_name(const char *text)
{
    return text[0] != '.' && strpbrk(text, "/\\") == NULL && strlen(text) <= PW_PICTURE_NAME_MAX;
}

static bool has_control(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            return true;
    return false;
}

static enum pw_order_answer read_packing(const struct pw_article_file *file, const struct pw_table_row *row,
                                         struct pw_article_record *r, struct pw_line_refusal *refusal)
{
    static const char *const scans[] = { "", "either", "whole", "components" };
    const char *tolerance = pw_list_cell(&file->list, row, TOLERANCE), *sequence = pw_list_cell(&file->list, row, SEQUENCE);
    size_t digits = strspn(sequence, "0123456789"), scan = 0;
    r->picture = pw_list_cell(&file->list, row, PICTURE);
    r->instruction = pw_list_cell(&file->list, row, INSTRUCTION);
    r->hazmat = pw_list_cell(&file->list, row, HAZMAT);
    r->kit_scan = pw_list_cell(&file->list, row, KIT_SCAN);
    r->fragile = read_flag(pw_list_cell(&file->list, row, FRAGILE));
    r->kit_one = read_flag(pw_list_cell(&file->list, row, KIT_ONE));
    r->tolerance_g = r->sequence = PW_UNSAID;
    if (*tolerance != '\0' && strcmp(tolerance, "0") != 0 && !pw_weight_parse(tolerance, &r->tolerance_g))
        return pw_list_refuse(refusal, "weight-tolerance",
                              "must be how far one unit's weight may be off, such as 5 (grams) or 0.2 oz");
    if (strcmp(tolerance, "0") == 0)
        r->tolerance_g = 0;
    if (*r->picture != '\0' && (!is_file_name(r->picture) || has_control(r->picture)))
        return pw_list_refuse(refusal, "picture", "must be a file's name without a folder, such as cup.jpg");
    if (strlen(r->instruction) > PW_INSTRUCTION_MAX || has_control(r->instruction))
        return pw_list_refuse(refusal, "instruction", "must be one line that a packer reads at a glance: 200 bytes at most");
    if (r->fragile == 2)
        return pw_list_refuse(refusal, "fragile", "must be yes or no");
    if (strlen(r->hazmat) > PW_HAZMAT_MAX || has_control(r->hazmat))
        return pw_list_refuse(refusal, "hazmat", "must be a UN number such as UN3481, or yes, or no");
    if (read_flag(r->hazmat) == 0)
        r->hazmat = "no";
    if (sequence[digits] != '\0' || digits > 3)
        return pw_list_refuse(refusal, "sequence", "must be a whole number from 0 to 999: the lower goes into the box first");
    if (digits > 0)
        r->sequence = strtol(sequence, NULL, 10);
    while (scan < PW_COUNT(scans) && strcasecmp(r->kit_scan, scans[scan]) != 0)
        scan++;
    if (scan == PW_COUNT(scans))
        return pw_list_refuse(refusal, "kit-scan", "must be whole, components or either");
    r->kit_scan = scans[scan];
    if (r->kit_one == 2)
        return pw_list_refuse(refusal, "one-kit-at-a-time", "must be yes or no");
    return PW_ORDER_RECORD;
}

enum pw_order_answer pw_article_file_next(struct pw_article_file *file, struct pw_article_record *ret_record,
                                          struct pw_line_refusal *ret_refusal, struct pw_error *err)
{
    struct pw_table_row row = { .cells = NULL };
    enum pw_order_answer answer = pw_list_next(&file->list, &row, ret_refusal, err);
    if (answer != PW_ORDER_RECORD)
        return answer;
    *ret_record = (struct pw_article_record){ .line = row.line,
                                              .sku = pw_list_cell(&file->list, &row, SKU),
                                              .barcode = pw_list_cell(&file->list, &row, BARCODE),
                                              .name = pw_list_cell(&file->list, &row, NAME),
                                              .units = 1 };
    const char *units = pw_list_cell(&file->list, &row, UNITS);
    if (*ret_record->sku == '\0' || strlen(ret_record->sku) > PW_SKU_MAX)
        return pw_list_refuse(ret_refusal, "sku", *ret_record->sku == '\0' ? "is empty, and every line needs it" : "is too long");
    if (!row.complete && row.count < file->list.count)
        return pw_list_refuse(ret_refusal, "barcode", "the file is cut off here");
    if (*ret_record->barcode == '\0' && !says_more(file, &row))
        return pw_list_refuse(ret_refusal, "barcode", "is empty, and every line needs it that says nothing else of the article");
    if (is_exponent(ret_record->barcode))
        return pw_list_refuse(ret_refusal, "barcode", "was written by a spreadsheet and the number is lost");
    if (*units != '\0') {
        size_t n = strspn(units, "0123456789");
        if (units[n] != '\0' || n > 5 || strtol(units, NULL, 10) < 1 || strtol(units, NULL, 10) > PW_QUANTITY_MAX)
            return pw_list_refuse(ret_refusal, "units", "must be a whole number from 1 to 10000");
        ret_record->units = strtol(units, NULL, 10);
    }
    enum pw_order_answer said = read_captures(file, &row, ret_record, ret_refusal);
    if (said == PW_ORDER_RECORD)
        said = read_packing(file, &row, ret_record, ret_refusal);
    return said == PW_ORDER_RECORD ? read_customs(file, &row, ret_record, ret_refusal) : said;
}
