#include "store/article_list.h"

#include "barcode/upc.h"
#include "packwright/clock.h"
#include "packwright/utf8.h"

#include <stdio.h>
#include <string.h>

static bool put_text(json_t *o, const char *key, struct pw_stmt *s, int column)
{
    char text[1024];
    snprintf(text, sizeof text, "%s", pw_stmt_text(s, column));
    pw_utf8_mend(text);
    return json_object_set_new(o, key, json_string(text)) == 0;
}

/* Rows of a query into out, each by row. */
static bool collect(struct pw_stmt *s, json_t *out, bool (*row)(json_t *o, struct pw_stmt *s), struct pw_error *err)
{
    enum pw_row step = PW_ROW_FAILED;
    bool whole = true;
    while (s != NULL && whole && (step = pw_stmt_step(s, err)) == PW_ROW) {
        json_t *one = json_object();
        whole = one != NULL && row(one, s) && json_array_append_new(out, one) == 0;
    }
    pw_stmt_done(s);
    if (!whole)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a list of articles");
    return step == PW_ROW_END;
}

static bool code_row(json_t *o, struct pw_stmt *s)
{
    char taught[21];
    if (!put_text(o, "code", s, 0) || json_object_set_new(o, "units", json_integer(pw_stmt_int(s, 1))) != 0)
        return false;
    if (pw_stmt_int(s, 3) == 0)
        return true;
    pw_time_format(pw_stmt_int(s, 3), taught);
    return put_text(o, "taught_by", s, 2) && json_object_set_new(o, "taught", json_string(taught)) == 0;
}

static bool component_row(json_t *o, struct pw_stmt *s)
{
    return put_text(o, "sku", s, 0) && json_object_set_new(o, "quantity", json_integer(pw_stmt_int(s, 1))) == 0;
}

/* Columns of the query below from the fourth on. */
static const struct {
    const char *key;
    enum { TEXT, NUMBER, FLAG } type;
} columns[] = {
    { "sku", TEXT },           { "name", TEXT },
    { "customs_name", TEXT },  { "hs_code", TEXT },
    { "origin", TEXT },        { "weight_g", NUMBER },
    { "value_milli", NUMBER }, { "currency", TEXT },
    { "serial", FLAG },        { "lot", FLAG },
    { "expiry", FLAG },        { "minimum_days", NUMBER },
    { "transparency", FLAG },  { "weight_tolerance_g", NUMBER },
    { "picture", TEXT },       { "instruction", TEXT },
    { "fragile", FLAG },       { "hazmat", TEXT },
    { "sequence", NUMBER },    { "kit_scan", TEXT },
    { "kit_one", FLAG },
};

static bool article_row(json_t *o, struct pw_stmt *s)
{
    bool ok = true;
    for (size_t i = 0; ok && i < PW_COUNT(columns); i++) {
        if (columns[i].type == TEXT)
            ok = put_text(o, columns[i].key, s, (int)i);
        else
            ok = json_object_set_new(o, columns[i].key,
                                     columns[i].type == FLAG ? json_boolean(pw_stmt_int(s, (int)i) != 0)
                                                             : json_integer(pw_stmt_int(s, (int)i))) == 0;
    }
    return ok;
}

static bool complete(struct pw_db *db, json_t *article, struct pw_error *err)
{
    const char *sku = json_string_value(json_object_get(article, "sku"));
    json_t *codes = json_array(), *components = json_array();
    if (json_object_set_new(article, "codes", codes) != 0 || json_object_set_new(article, "components", components) != 0)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a list of articles");
    return collect(pw_db_query(db, err,
                               "SELECT code, units, taught_by, taught_us FROM article_code WHERE sku = $1 ORDER BY units, code",
                               "t", sku),
                   codes, code_row, err) &&
           collect(pw_db_query(db, err, "SELECT component, units FROM kit_component WHERE kit = $1 ORDER BY component", "t", sku),
                   components, component_row, err);
}

/* Letters that mean something to LIKE mean themselves. */
static void like(const char *text, char *out, size_t size)
{
    size_t n = 0;
    for (; *text != '\0' && n + 3 < size; text++) {
        if (*text == '%' || *text == '_' || *text == '!')
            out[n++] = '!';
        out[n++] = *text;
    }
    out[n] = '\0';
}

bool pw_articles_each(struct pw_db *db, const struct pw_article_filter *filter, bool (*fn)(void *user, const json_t *article),
                      void *user, struct pw_error *err)
{
    char keys[2][PW_ARTICLE_KEY_SIZE] = { "", "" }, pattern[600];
    if (*filter->text != '\0')
        (void)pw_article_keys(pw_bytes_str(filter->text), keys);
    like(filter->text, pattern, sizeof pattern);
    json_t *page = json_array();
    size_t i;
    json_t *one;
    /* a page at a time in memory, so that fn may write to a slow terminal with no statement open */
    bool ok = page != NULL &&
              collect(pw_db_query(
                          db, err,
                          "SELECT sku, name, customs_name, hs_code, origin, weight_g, value_milli, currency, serial, lot, expiry,"
                          " minimum_days, transparency, weight_tolerance_g, picture, instruction, fragile, hazmat, sequence,"
                          " kit_scan, kit_one FROM article WHERE $1 = '' OR sku = $1 OR ($2 = 0 AND (sku LIKE $3 || '%' ESCAPE"
                          " '!' OR name LIKE '%' || $3 || '%' ESCAPE '!' OR sku IN (SELECT c.sku FROM article_code c WHERE"
                          " c.code IN ($4, $5) AND c.code <> ''))) ORDER BY sku LIMIT $6 OFFSET $7",
                          "tittt"
                          "ii",
                          filter->text, (int64_t)filter->exact, pattern, keys[0], keys[1], filter->limit, filter->offset),
                      page, article_row, err);
    if (page == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a list of articles");
    json_array_foreach(page, i, one)
    {
        ok = ok && complete(db, one, err);
        if (!ok || !fn(user, one))
            break;
    }
    json_decref(page);
    return ok;
}

bool pw_article_forget(struct pw_db *db, const char *barcode, const char *sku, int64_t *ret_count, struct pw_error *err)
{
    char keys[2][PW_ARTICLE_KEY_SIZE];
    size_t count = pw_article_keys(pw_bytes_str(barcode), keys);
    *ret_count = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t found = 0;
        if (!pw_db_number(db, err, &found, "SELECT count(*) FROM article_code WHERE code = $1 AND ($2 = '' OR sku = $2)", "tt",
                          keys[i], sku) ||
            !pw_db_run(db, err, "DELETE FROM article_code WHERE code = $1 AND ($2 = '' OR sku = $2)", "tt", keys[i], sku))
            return false;
        *ret_count = found > *ret_count ? found : *ret_count;
    }
    return true;
}
