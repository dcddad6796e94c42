#include "printing.h"

#include "document/customs.h"
#include "registry.h"

#include <stdio.h>
#include <string.h>

static void read_media(const char *media, struct pw_um *width, struct pw_um *length)
{
    double w = 4, l = 6;
    char unit[4] = "in";
    sscanf(media, "%lfx%lf%3s", &w, &l, unit);
    double um = strcmp(unit, "mm") == 0 ? 1000 : 25400;
    width->um = (int32_t)(w * um + 0.5);
    length->um = (int32_t)(l * um + 0.5);
}

static int nth(const struct pw_section *printer, const char *key, const char *const *words)
{
    const char *value = pw_section_get(printer, key);
    for (int i = 0; value != NULL && words[i] != NULL; i++)
        if (strcmp(words[i], value) == 0)
            return i;
    return 0;
}

/* In the order of enum pw_tracking, pw_after_print, pw_compression. */
const char *const pw_tracking_words[] = { "printer", "gap", "mark", "continuous", NULL };
const char *const pw_after_words[] = { "printer", "tear", "peel", "cut", NULL };
const char *const pw_compression_words[] = { "standard", "none", "zlib", NULL };

static struct pw_media media_of(const struct pw_section *printer, struct pw_um width, struct pw_um length)
{
    double gap = 3;
    sscanf(pw_section_get(printer, "gap"), "%lfmm", &gap);
    return (struct pw_media){ .width = width,
                              .length = length,
                              .gap = { (int32_t)(gap * 1000 + 0.5) },
                              .tracking = (enum pw_tracking)nth(printer, "tracking", pw_tracking_words),
                              .after = (enum pw_after_print)nth(printer, "after-label", pw_after_words),
                              .compression = (enum pw_compression)nth(printer, "compression", pw_compression_words) };
}

static bool prints(const struct pw_section *printer, const char *document)
{
    return pw_section_has_word(printer, "documents", document);
}

/* Each document that its section names has room on its paper. */
static bool has_room(const struct pw_section *printer, const struct pw_printing *p, struct pw_error *why)
{
    bool pages = p->language->render == NULL, both = prints(printer, "customs");
    if ((prints(printer, "label") || prints(printer, "content-label")) && !pw_label_paper(p->width, p->length, "a label", why))
        return false;
    return !pages || (((!both && !prints(printer, "cn22")) || pw_cn22_paper(p->width, p->length, why)) &&
                      ((!both && !prints(printer, "cn23")) || pw_cn23_paper(p->width, p->length, why)));
}

/* Documents of lines, such as a slip, need a printer that prints lines. */
static bool has_lines(const struct pw_section *printer, const struct pw_printing *p, struct pw_error *err)
{
    static const char *const receipts[] = { "slip", "gift-slip", "hand-over", "commands" };
    for (size_t i = 0; p->language->render == NULL && i < PW_COUNT(receipts); i++)
        if (prints(printer, receipts[i]))
            return pw_fail(
                err, PW_ERR_UNSUPPORTED, 0,
                "%s:%d: [printer %s] documents = ... %s: that needs a receipt printer (language = escpos); %s printers print "
                "labels",
                printer->file, printer->line, printer->name, receipts[i], p->language->name);
    return true;
}

bool pw_printing_read(const struct pw_section *printer, struct pw_printing *ret_printing, struct pw_error *err)
{
    const char *name = pw_section_get(printer, "language");
    const char *profile = pw_section_get(printer, "profile");
    const struct pw_transport_impl *transport = pw_transport_impl_find(pw_section_get(printer, "transport"));
    struct pw_error paper = { 0 };
    struct pw_printing p = { .section = printer, .language = pw_language_find(name), .profile = pw_profile_find(profile) };
    if (p.profile == NULL)
        p.profile = pw_profile_find("default");
    const char *font = pw_section_get(printer, "font");
    bool small = font != NULL && strcmp(font, "b") == 0;
    if (small && p.profile != NULL && p.profile->columns_b == 0)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "%s:%d: [printer %s] font = b: nothing is known of a font B of %s",
                       printer->file, printer->line, printer->name, p.profile->name);
    p.columns = p.profile == NULL ? 0 : small ? p.profile->columns_b : p.profile->columns;
    read_media(pw_section_get(printer, "media"), &p.width, &p.length);
    p.dots_per_mm = pw_dots_per_mm((int)pw_section_int(printer, "dpi", 203));
    p.media = media_of(printer, p.width, p.length);
    if (p.language == NULL)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0,
                       "%s:%d: [printer %s] language = %s is not spoken yet; escpos, zpl, tspl, epl and pdf are", printer->file,
                       printer->line, printer->name, name);
    if (!has_lines(printer, &p, err))
        return false;
    if (!has_room(printer, &p, &paper))
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "%s:%d: [printer %s] media = %s: %s", printer->file, printer->line,
                       printer->name, pw_section_get(printer, "media"), paper.text);
    if (p.language == &pw_language_epl && (p.media.after == PW_AFTER_PEEL || p.media.after == PW_AFTER_CUT))
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0,
                       "%s:%d: [printer %s] after-label = %s: EPL2 sets this together with the kind of paper; set it at the "
                       "printer and leave the key away",
                       printer->file, printer->line, printer->name, pw_section_get(printer, "after-label"));
    bool tickets = p.language->render != NULL; /* receipt printers: by the model; label printers: all of them */
    bool asked = strcmp(pw_section_get(printer, "status"), "none") != 0 && (transport == NULL || !transport->one_way);
    p.tells = asked && p.language->ask_status != NULL && p.language->status_parse != NULL;
    p.answers = asked && p.language->ask_proof != NULL &&
                (!tickets || (p.profile != NULL && (p.profile->features & PW_FEATURE_PROCESS_ID) != 0));
    *ret_printing = p;
    return true;
}

uint32_t pw_printing_ticket(int64_t job)
{
    return (uint32_t)(job % 1000000);
}
