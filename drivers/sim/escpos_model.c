/*
 * ESC/POS: what a model knows, by its capability profile. A command that the model lacks is named and left out whole: on the real
 * thing its bytes would come out as text.
 */
#include "sim/escpos_printer.h"

bool escpos_has(const struct pw_escpos_paper *p, unsigned features)
{
    return p->setup.profile == NULL || (p->setup.profile->features & features) != 0;
}

struct rule {
    uint8_t lead, code;
    unsigned features; /* any of them will do */
    const char *why;
};

static const char *apply(const struct pw_escpos_paper *p, const struct rule *rules, size_t count, uint8_t lead, uint8_t code)
{
    for (size_t i = 0; i < count; i++)
        if (rules[i].lead == lead && rules[i].code == code && !escpos_has(p, rules[i].features))
            return rules[i].why;
    return NULL;
}

/* GS ( and GS 8, whole. */
static const char *lacks_long(const struct pw_escpos_paper *p, struct pw_bytes c)
{
    size_t head = c.data[1] == '8' ? 7 : 5;
    uint8_t first = c.len > head ? c.data[head] : 0, fn = c.len > head + 1 ? c.data[head + 1] : 0;
    if (c.data[2] == 'k' && !escpos_has(p, first == 48   ? PW_FEATURE_PDF417
                                           : first == 49 ? PW_FEATURE_QR
                                           : first == 54 ? PW_FEATURE_DATAMATRIX
                                                         : 0))
        return "a code of two dimensions that this model doesn't draw";
    if (c.data[2] == 'L' && !escpos_has(p, PW_FEATURE_GRAPHICS | PW_FEATURE_NV_LOGO))
        return "GS ( L, and this model doesn't know it";
    if (c.data[2] == 'L' && fn >= 64 && fn <= 69 && !escpos_has(p, PW_FEATURE_NV_LOGO))
        return "a picture to be kept, and this model keeps none";
    if (c.data[2] == 'H' && first == 48 && !escpos_has(p, PW_FEATURE_PROCESS_ID))
        return "a process identifier, and this model tells none";
    return NULL;
}

const char *escpos_lacks(const struct pw_escpos_paper *p, struct pw_bytes command)
{
    static const struct rule rules[] = {
        { 0x1b, '*', PW_FEATURE_COLUMN, "ESC *, and this model doesn't know it" },
        { 0x1b, 'p', PW_FEATURE_DRAWER, "a drawer's pulse, and this model has no socket for one" },
        { 0x1b, 'B', PW_FEATURE_BEEPER, "a beep, and this model has no beeper" },
        { 0x1d, 'v', PW_FEATURE_RASTER, "GS v 0, and this model doesn't know it" },
        { 0x1d, 'V', PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT, "a cut, and this model has no cutter" },
        { 0x1d, '!', PW_FEATURE_SIZES, "GS !, and this model doesn't know it" },
        { 0x1d, 'B', PW_FEATURE_INVERT, "GS B, and this model doesn't know it" },
    };
    uint8_t lead = command.data[0], code = command.data[1];
    if (p->setup.profile == NULL)
        return NULL;
    if (lead == 0x1b && code == 't' && escpos_has(p, PW_FEATURE_STAR))
        return "ESC t, and Star's printers want ESC GS t";
    if (lead == 0x1d && code == 'k' && !escpos_has(p, command.data[2] <= 6 ? PW_FEATURE_BARCODE_A : PW_FEATURE_BARCODE_B))
        return "GS k, and this model doesn't draw barcodes so";
    if (lead == 0x1d && (code == '(' || code == '8'))
        return lacks_long(p, command);
    return apply(p, rules, PW_COUNT(rules), lead, code);
}
