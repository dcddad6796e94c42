#include "station/box_types.h"

#include "barcode/place_code.h"
#include "base/amount.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const box_words[] = { "optional", "required", NULL };

const struct pw_key pw_box_keys[] = {
    { "barcode", PW_KEY_TEXT, "", NULL, 0, 0, "what is scanned for such a box: an EAN on it, or a text of your own on the bin" },
    { "size", PW_KEY_TEXT, "", NULL, 0, 0, "length, width and height outside: 300x200x150mm, 12x9x4in" },
    { "weight", PW_KEY_TEXT, "", NULL, 0, 0, "of the empty box with its filling: 180 g" },
    { 0 },
};
const struct pw_key pw_verify_keys[] = {
    { "box", PW_KEY_WORD, "optional", box_words, 0, 0, "whether each box's own barcode must be scanned before it closes" },
    { 0 },
};
const struct pw_key pw_cage_keys[] = {
    { "carrier", PW_KEY_TEXT, "", NULL, 0, 0, "whose parcels go into it" },
    { 0 },
};

static int64_t to_mm(double length, bool inches)
{
    return (int64_t)ceil(length * (inches ? 25.4 : 1.0) - 1e-6);
}

/* "12x9x4in", "300x200x150mm", or nothing. */
static bool read_size(const char *text, struct pw_box_type *ret)
{
    double l, w, h;
    char unit[4] = "";
    int used = 0;
    if (*text == '\0')
        return true;
    if (sscanf(text, "%lfx%lfx%lf %3s%n", &l, &w, &h, unit, &used) != 4 || text[used] != '\0')
        return false;
    bool inches = strcmp(unit, "in") == 0;
    if ((!inches && strcmp(unit, "mm") != 0) || !(l > 0 && w > 0 && h > 0) || l > 10000 || w > 10000 || h > 10000)
        return false;
    ret->length_mm = to_mm(l, inches);
    ret->width_mm = to_mm(w, inches);
    ret->height_mm = to_mm(h, inches);
    return true;
}

static bool read_type(const struct pw_section *s, struct pw_box_type *ret)
{
    const char *weight = pw_section_get(s, "weight");
    *ret = (struct pw_box_type){ .name = s->name, .tare_g = -1 };
    if (*weight != '\0' && !pw_weight_parse(weight, &ret->tare_g))
        ret->tare_g = -1;
    return read_size(pw_section_get(s, "size"), ret);
}

/* As a scan of this text would be known: articles' barcodes with and without their leading zeros are one. */
static bool same_code(const char *barcode, const struct pw_meaning *m)
{
    char key[PW_ARTICLE_KEY_SIZE];
    if (*barcode == '\0')
        return false;
    if (strcasecmp(barcode, m->text) == 0)
        return true;
    if (!pw_article_key(pw_bytes_str(barcode), key))
        return false;
    for (size_t i = 0; i < m->article_count; i++)
        if (strcmp(m->articles[i], key) == 0)
            return true;
    return false;
}

static bool check_box(const struct pw_config *config, const struct pw_section *s, const char **ret_key, struct pw_error *err)
{
    struct pw_box_type type;
    int64_t g;
    const char *barcode = pw_section_get(s, "barcode"), *weight = pw_section_get(s, "weight");
    const struct pw_section *other;
    *ret_key = "barcode";
    if (*barcode == '\0')
        return pw_fail(err, PW_ERR_CONFIG, 0, "[box %s] needs a barcode: what is scanned for it", s->name);
    for (size_t i = 0; (other = pw_config_nth(config, "box", i)) != NULL && other != s; i++)
        if (strcasecmp(pw_section_get(other, "barcode"), barcode) == 0)
            return pw_fail(err, PW_ERR_CONFIG, 0, "barcode = %s: [box %s] has it already", barcode, other->name);
    *ret_key = "weight";
    if (*weight != '\0' && !pw_weight_parse(weight, &g))
        return pw_fail(err, PW_ERR_CONFIG, 0, "weight = %s: must be like 180 g or 0.4 lb", weight);
    *ret_key = "size";
    return read_type(s, &type) ||
           pw_fail(err, PW_ERR_CONFIG, 0, "size = %s: must be like 300x200x150mm or 12x9x4in", pw_section_get(s, "size"));
}

bool pw_box_section_check(const struct pw_config *config, const struct pw_section *s, const char **ret_key, struct pw_error *err)
{
    static const uint8_t any_key[PW_COMMAND_KEY_SIZE];
    char code[PW_SHELF_CODE_SIZE];
    if (strcmp(s->type, "box") == 0)
        return check_box(config, s, ret_key, err);
    *ret_key = "carrier";
    if (!pw_cage_code(any_key, s->name, code))
        return pw_fail(err, PW_ERR_CONFIG, 0, "[cage %s]: a cage's name has 1 to %d letters A to Z and digits", s->name,
                       PW_SHELF_NAME_MAX);
    return *pw_section_get(s, "carrier") != '\0' ||
           pw_fail(err, PW_ERR_CONFIG, 0, "[cage %s] needs a carrier: whose parcels go into it", s->name);
}

bool pw_box_type_scanned(const struct pw_config *config, const struct pw_meaning *m, struct pw_box_type *ret_type)
{
    const struct pw_section *s;
    for (size_t i = 0; config != NULL && (s = pw_config_nth(config, "box", i)) != NULL; i++)
        if (same_code(pw_section_get(s, "barcode"), m))
            return read_type(s, ret_type);
    return false;
}

bool pw_box_type_named(const struct pw_config *config, const char *name, struct pw_box_type *ret_type)
{
    const struct pw_section *s = config == NULL || *name == '\0' ? NULL : pw_config_section(config, "box", name);
    return s != NULL && read_type(s, ret_type);
}

const char *pw_cage_carrier(const struct pw_config *config, const char *name)
{
    const struct pw_section *s;
    for (size_t i = 0; config != NULL && *name != '\0' && (s = pw_config_nth(config, "cage", i)) != NULL; i++)
        if (strcasecmp(s->name, name) == 0)
            return pw_section_get(s, "carrier");
    return "";
}
